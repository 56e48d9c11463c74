import { redirect } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import type { IndexedImage } from "@revimg/http/client";
import { forAdmin } from "~/admin/admin-client.server";
import { chosenIn, chosenPictures } from "~/admin/chosen.server";
import { Confirm } from "~/admin/components/confirm";
import { Field } from "~/admin/components/field";
import { Notice } from "~/admin/components/notice";
import { PageHead } from "~/admin/components/page-head";
import { numberOf } from "~/admin/format";
import { mostChanged } from "~/admin/most-changed";
import { done, refused } from "~/admin/outcome";
import { outcomeOf, textOf, wordsIn } from "~/admin/outcome.server";
import { countOf, nameOf } from "~/lib/format";

const mostShown = 12;

export const loader = forAdmin(async ({ client, request }) => {
  const chosen = chosenIn(new URL(request.url).searchParams);
  if (chosen === null) return { count: 0, isMore: false, shown: [] };
  const images = await chosenPictures(client, chosen, mostChanged + 1);
  const shown = images.slice(0, mostShown);
  return {
    count: Math.min(images.length, mostChanged),
    isMore: images.length > mostChanged,
    shown,
  };
});

export const action = forAdmin(async ({ client, request }) => {
  const chosen = chosenIn(new URL(request.url).searchParams);
  if (chosen === null) throw redirect("/admin/pictures");
  const form = await request.formData();
  if (form.get("intent") === "delete") {
    throw redirect(`/admin/pictures?removed=${await client.deleteImages(chosen)}`);
  }
  return outcomeOf(async () => {
    const [added, dropped] = [wordsIn(textOf(form, "add")), wordsIn(textOf(form, "drop"))];
    if (added.length + dropped.length === 0) return refused("Name a tag to add or to take away.");
    const images = await chosenPictures(client, chosen, mostChanged);
    for (const image of images) {
      await client.updateImage(image.id, { tags: retagged(image, added, dropped) });
    }
    return done(`${countOf(images.length, "picture was", "pictures were")} changed.`);
  });
});

function retagged({ tags }: IndexedImage, added: string[], dropped: string[]): string[] {
  const gone = new Set(dropped.map((tag) => tag.toLowerCase()));
  const own = tags.filter(({ origin, tag }) => origin === "user" && !gone.has(tag));
  return [...new Set([...own.map(({ tag }) => tag), ...added])];
}

export default function SelectedPage() {
  const { count, isMore, shown } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  if (count === 0) {
    return (
      <>
        <PageHead title="Nothing is chosen" text="Mark some pictures in the list first." />
        <Link to="/admin/pictures" className="button-primary">
          To the pictures
        </Link>
      </>
    );
  }
  const pictures = `${isMore ? "more than " : ""}${countOf(count, "picture", "pictures")}`;
  return (
    <>
      <PageHead title={`Change ${pictures}`} />
      <Notice outcome={outcome} />
      <ul className="flex flex-wrap gap-2" aria-label="Some of the chosen pictures">
        {shown.map((image) => (
          <li key={image.id}>
            <img
              src={image.thumbnail_url}
              alt={nameOf(image)}
              className="size-16 bg-mat object-cover"
            />
          </li>
        ))}
        {count > shown.length && (
          <li className="grid size-16 place-items-center bg-mat text-sm text-muted">
            +{numberOf(count - shown.length)}
          </li>
        )}
      </ul>
      <Form method="post" key={outcome?.done ?? ""} className="mt-8 grid max-w-xl gap-5">
        <Field id="add" label="Add tags" hint="Separated by commas.">
          <input id="add" name="add" aria-describedby="add-hint" className="input" />
        </Field>
        <Field id="drop" label="Take tags away" hint="Tags that people gave; others stay.">
          <input id="drop" name="drop" aria-describedby="drop-hint" className="input" />
        </Field>
        {isMore && (
          <p className="text-sm text-muted">
            Only the first {numberOf(mostChanged)} are changed. For the others, narrow the list by
            date and change them there.
          </p>
        )}
        <button type="submit" className="button-primary justify-self-start">
          Change their tags
        </button>
      </Form>
      <Confirm
        question={`Remove ${pictures}`}
        text="They leave every search at once. Files of your own are not touched."
      >
        <Form method="post">
          <button type="submit" name="intent" value="delete" className="button-danger">
            Remove {pictures} for good
          </button>
        </Form>
      </Confirm>
    </>
  );
}
