import { Form, useActionData, useLoaderData } from "@remix-run/react";
import type { KeyRecord } from "@revimg/http/client";
import { forAdmin } from "~/admin/admin-client.server";
import { Confirm } from "~/admin/components/confirm";
import { Field } from "~/admin/components/field";
import { Notice } from "~/admin/components/notice";
import { PageHead } from "~/admin/components/page-head";
import { momentOf } from "~/admin/format";
import { done, refused } from "~/admin/outcome";
import { outcomeOf, textOf, wordsIn } from "~/admin/outcome.server";

const scopes = {
  read: "search and see pictures",
  write: "add, change and remove pictures",
  admin: "everything, with these pages and keys",
} as const;
type Scope = keyof typeof scopes;

export const loader = forAdmin(async ({ client, request: { signal } }) => {
  return { keys: await client.listKeys({ signal }), now: Date.now() };
});

export const action = forAdmin(async ({ client, request }) => {
  const form = await request.formData();
  return outcomeOf<{ made: { label: string; key: string } }>(async () => {
    if (form.get("intent") === "revoke") {
      const isKnown = await client.revokeKey(textOf(form, "id"));
      return { ...done(isKnown ? "The key is revoked." : "The key was gone already."), made: none };
    }
    const label = textOf(form, "label");
    const scope = textOf(form, "scope");
    if (label === "") return { ...refused("Give the key a name."), made: none };
    if (!(scope in scopes)) return { ...refused("Choose what the key may do."), made: none };
    const days = Number(textOf(form, "days"));
    const collections = wordsIn(textOf(form, "collections"));
    const { key } = await client.addKey({
      ...{ label, scopes: scopesOf(scope as Scope) },
      ...(collections.length > 0 && { collections }),
      ...(days > 0 && { expires_at: new Date(Date.now() + days * 86_400_000).toISOString() }),
    });
    return {
      ...done(`The key “${label}” is made. Copy it now: it is shown this one time.`),
      made: { label, key },
    };
  });
});

const none = { label: "", key: "" };

/** Who may write may read too. */
function scopesOf(scope: Scope): Scope[] {
  return scope === "write" ? ["read", "write"] : [scope];
}

export default function KeysPage() {
  const { keys, now } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  const made = outcome?.made?.key;
  return (
    <>
      <PageHead
        title="Keys"
        text="Programs send one with each request; people log in here with one."
      />
      <Notice outcome={outcome} />
      {made && (
        <p className="secret mb-8" data-testid="key">
          {made}
        </p>
      )}
      {keys.length === 0 ? (
        <p className="text-muted">There is no key yet.</p>
      ) : (
        <ul className="lines">
          {keys.map((key) => (
            <Key key={key.id} record={key} now={now} />
          ))}
        </ul>
      )}
      <section className="panel mt-10 border-t border-line pt-7">
        <h2 className="panel-title">Make a key</h2>
        <Form method="post" key={made ?? "new"} className="mt-4 grid max-w-xl gap-5">
          <Field id="label" label="Name" hint="Whose it is, such as “shop” or “Ada's laptop”.">
            <input
              id="label"
              name="label"
              required
              maxLength={100}
              autoComplete="off"
              aria-describedby="label-hint"
              className="input"
            />
          </Field>
          <fieldset>
            <legend className="field-label">It may</legend>
            {Object.entries(scopes).map(([scope, text]) => (
              <label key={scope} className="check flex">
                <input type="radio" name="scope" value={scope} defaultChecked={scope === "read"} />
                {text}
              </label>
            ))}
          </fieldset>
          <Field id="days" label="For how many days" hint="Empty: until it is revoked.">
            <input
              id="days"
              name="days"
              type="number"
              min={1}
              max={3650}
              aria-describedby="days-hint"
              className="input max-w-40"
            />
          </Field>
          <Field
            id="collections"
            label="Other collections instead"
            hint="Empty: the key opens this library. Names, separated by commas, or * for all: it opens those of a server that has collections."
          >
            <input
              id="collections"
              name="collections"
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              placeholder="shop, blog"
              aria-describedby="collections-hint"
              className="input"
            />
          </Field>
          <button
            type="submit"
            name="intent"
            value="add"
            className="button-primary justify-self-start"
          >
            Make the key
          </button>
        </Form>
      </section>
    </>
  );
}

function Key({ record, now }: { record: KeyRecord; now: number }) {
  const { id, label, scopes: allowed, collections, created_at, expires_at, last_four } = record;
  const isOver = expires_at !== null && Date.parse(expires_at) <= now;
  return (
    <li data-testid="key-record">
      <div className="line-row">
        <span className="font-medium break-words">{label}</span>
        <span className="tabular text-sm text-muted">…{last_four}</span>
      </div>
      <p className="mt-1 text-sm text-muted">
        {allowed.join(" and ")}
        {collections &&
          ` in ${collections.includes("*") ? "all collections" : collections.join(", ")}`}
        ; made {momentOf(created_at)};{" "}
        {expires_at === null ? "no end" : `${isOver ? "ended" : "ends"} ${momentOf(expires_at)}`}
      </p>
      <Confirm
        className="mt-1"
        question={`Revoke ${label}`}
        text="Whoever uses it is refused within a second. Sessions that were begun with it end."
      >
        <Form method="post">
          <input type="hidden" name="id" value={id} />
          <button type="submit" name="intent" value="revoke" className="button-danger">
            Revoke it for good
          </button>
        </Form>
      </Confirm>
    </li>
  );
}
