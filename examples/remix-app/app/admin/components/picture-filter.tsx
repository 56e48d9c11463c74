import { Form, Link } from "@remix-run/react";
import type { ListFields } from "../picture-list.server";
import { Field } from "./field";

const sorts = [
  ["newest", "Newest first"],
  ["oldest", "Oldest first"],
  ["name", "By name"],
  ["largest", "Largest first"],
  ["smallest", "Smallest first"],
] as const;

/** Which pictures are listed, and in which order. */
export function PictureFilter({ fields, isFiltered }: { fields: ListFields; isFiltered: boolean }) {
  return (
    // A link elsewhere changes the fields too, so they start anew with them.
    <Form key={JSON.stringify(fields)} className="grid grid-cols-2 gap-4 lg:grid-cols-5">
      <Field id="tag" label="Tags">
        <input
          id="tag"
          name="tag"
          defaultValue={fields.tag}
          placeholder="koi, pond"
          className="input"
        />
      </Field>
      <Field id="domain" label="Site">
        <input
          id="domain"
          name="domain"
          defaultValue={fields.domain}
          placeholder="example.org"
          className="input"
        />
      </Field>
      <Field id="since" label="Added since">
        <input id="since" name="since" type="date" defaultValue={fields.since} className="input" />
      </Field>
      <Field id="until" label="Added until">
        <input id="until" name="until" type="date" defaultValue={fields.until} className="input" />
      </Field>
      <Field id="sort" label="Order">
        <select id="sort" name="sort" defaultValue={fields.sort} className="input">
          {sorts.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </Field>
      <div className="col-span-full flex items-center gap-5">
        <button type="submit" className="button-quiet">
          Show
        </button>
        {isFiltered && (
          <Link to="/admin/pictures" className="link">
            Show all
          </Link>
        )}
      </div>
    </Form>
  );
}
