import type { MetaFunction } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { forAdmin } from "~/admin/admin-client.server";
import { DuplicateGroup } from "~/admin/components/duplicate-group";
import { Notice } from "~/admin/components/notice";
import { PageHead } from "~/admin/components/page-head";
import { findGroups } from "~/admin/duplicate-groups.server";
import { numberOf } from "~/admin/format";
import { done, refused } from "~/admin/outcome";
import { outcomeOf, textsOf } from "~/admin/outcome.server";
import { countOf } from "~/lib/format";

export const meta: MetaFunction = () => [{ title: "Duplicates – revimg admin" }];

const wishes = [
  ["across_folders", "Only across folders"],
  ["other_sizes", "Only of other sizes"],
  ["same_colour", "Only of the same colours"],
] as const;

export const loader = forAdmin(async ({ client, request }) => {
  const { searchParams } = new URL(request.url);
  const cursor = searchParams.get("cursor");
  const chosen = wishes.flatMap(([name]) => (searchParams.has(name) ? [name] : []));
  const asked = Object.fromEntries(chosen.map((name) => [name, true]));
  const page = await findGroups(client, { ...asked, ...(cursor && { cursor }) }, request.signal);
  return { ...page, chosen, isFirst: cursor === null };
});

export const action = forAdmin(async ({ client, request }) => {
  const form = await request.formData();
  const ids = textsOf(form, "id");
  return outcomeOf(async () => {
    const intent = form.get("intent");
    if (intent === "keep") {
      const [keep] = textsOf(form, "keep");
      if (!keep || !ids.includes(keep)) return refused("Choose the one to keep first.");
      const count = await client.deleteImages({ ids: ids.filter((id) => id !== keep) });
      return done(`${countOf(count, "copy was", "copies were")} removed.`);
    }
    if (intent !== "same" && intent !== "different") return refused("Say what they are.");
    await client.markCopies(ids, intent);
    return done(
      intent === "same"
        ? "They stay, and are not shown here again."
        : "They are remembered as different, here and in searches.",
    );
  });
});

export default function DuplicatesPage() {
  const { groups, progress, next_cursor, chosen, isFirst } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const next = new URLSearchParams(chosen.map((name) => [name, "1"]));
  if (next_cursor !== null) next.set("cursor", next_cursor);
  const noneAtAll =
    chosen.length > 0
      ? "No copies fit these choices. Untick some, then look again."
      : "There are no copies to decide on.";
  return (
    <>
      <PageHead
        title="Duplicates"
        text="Pictures that are copies of one another, the newest first. Choose which one to keep."
      />
      <Notice outcome={outcome} />
      <Form key={chosen.join()} className="flex flex-wrap items-center gap-x-6 gap-y-3">
        {wishes.map(([name, label]) => (
          <label key={name} className="flex items-center gap-2">
            <input
              type="checkbox"
              name={name}
              value="1"
              defaultChecked={chosen.includes(name)}
              className="size-[1.15rem] accent-accent"
            />
            {label}
          </label>
        ))}
        <button type="submit" className="button-quiet">
          Show
        </button>
      </Form>
      {groups.length === 0 && (
        <p className="mt-8 text-lg text-muted">
          {next_cursor === null ? (isFirst ? noneAtAll : "There are no more.") : "None so far."}
        </p>
      )}
      <ul className="lines mt-8">
        {groups.map((group) => (
          <DuplicateGroup key={group.members.map(({ id }) => id).join()} group={group} />
        ))}
      </ul>
      <nav aria-label="Pages" className="mt-8 flex flex-wrap items-center gap-x-6 gap-y-2">
        {next_cursor !== null && (
          <Link to={`?${next}`} rel="next" className="button-quiet">
            Look further
          </Link>
        )}
        <span className="tabular text-sm text-muted">
          {numberOf(progress.done)} of {numberOf(progress.total)} pictures were looked at for this
          page.
        </span>
      </nav>
    </>
  );
}
