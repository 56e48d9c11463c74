import { Form } from "@remix-run/react";
import type { IndexedImage, SourceDetail } from "@revimg/http/client";
import { Field } from "./field";

const places = [
  ["url", "Address of the picture"],
  ["page_url", "Page that shows it"],
  ["title", "Title there"],
  ["author", "Author"],
  ["license", "Licence"],
] as const;

/** What people say of a picture. Without scripts it is the same form. */
export function PictureForm({ image, attributes }: { image: IndexedImage; attributes: string }) {
  const own = image.tags.filter(({ origin }) => origin === "user").map(({ tag }) => tag);
  const onWeb = image.sources.filter(({ url, page_url }) => url !== null || page_url !== null);
  return (
    <Form method="post" className="grid gap-5">
      <Field id="title" label="Title">
        <input id="title" name="title" defaultValue={image.title ?? ""} className="input" />
      </Field>
      <Field id="tags" label="Your tags" hint="Separated by commas.">
        <input
          id="tags"
          name="tags"
          defaultValue={own.join(", ")}
          aria-describedby="tags-hint"
          className="input"
        />
      </Field>
      <Field
        id="attributes"
        label="Attributes"
        hint="An object of JSON; searches can filter by it."
      >
        <textarea
          id="attributes"
          name="attributes"
          defaultValue={attributes}
          spellCheck={false}
          aria-describedby="attributes-hint"
          className="input tabular text-sm"
        />
      </Field>
      {[...onWeb, null].map((source, place) => (
        <SourceFields key={source ? JSON.stringify(source) : "new"} source={source} place={place} />
      ))}
      <button
        type="submit"
        name="intent"
        value="save"
        className="button-primary justify-self-start"
      >
        Save
      </button>
    </Form>
  );
}

/** One place on the web; the last one is empty, for another. An emptied one is removed. */
function SourceFields({ source, place }: { source: SourceDetail | null; place: number }) {
  const legend = source
    ? `Place on the web: ${source.domain ?? "unknown"}`
    : "Another place on the web";
  return (
    <details open={source !== null && place === 0} className="confirm border-t border-line pt-2">
      <summary>{legend}</summary>
      <fieldset className="mt-2 grid gap-4 sm:grid-cols-2">
        <legend className="sr-only">{legend}</legend>
        {places.map(([name, label]) => (
          <Field key={name} id={`source-${place}-${name}`} label={label}>
            <input
              id={`source-${place}-${name}`}
              name={`source-${name}`}
              defaultValue={source?.[name] ?? ""}
              className="input"
            />
          </Field>
        ))}
      </fieldset>
    </details>
  );
}
