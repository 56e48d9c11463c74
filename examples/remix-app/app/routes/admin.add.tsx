import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { type AddOutcome, addAddresses, addFiles, addSource, addTable } from "~/admin/add.server";
import { forAdmin } from "~/admin/admin-client.server";
import { Field } from "~/admin/components/field";
import { Notice } from "~/admin/components/notice";
import { PageHead } from "~/admin/components/page-head";
import { UploadPanel } from "~/admin/components/upload-panel";
import { refused } from "~/admin/outcome";
import { outcomeOf } from "~/admin/outcome.server";

export const loader = forAdmin(async ({ client, request: { signal } }) => {
  return client.listSources({ signal });
});

export const action = forAdmin(async (asked) => {
  const { client, request } = asked;
  return outcomeOf<AddOutcome>(async () => {
    if (new URL(request.url).searchParams.has("files")) return addFiles(asked);
    const form = await request.formData();
    const intent = form.get("intent");
    if (intent === "addresses") return addAddresses(client, form);
    if (intent === "table") return addTable(client, form);
    if (intent === "source") return addSource(client, form);
    return refused("The form does not say what to do.");
  });
});

export default function AddPage() {
  const { sources } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  return (
    <>
      <PageHead
        title="Add pictures"
        text="Pictures that are known already cost little: what is said of them is added."
      />
      <Notice outcome={outcome} />
      {outcome?.problems && <TableProblems problems={outcome.problems} />}
      <section>
        <h2 className="sr-only">From this device</h2>
        <UploadPanel />
      </section>
      <section className="panel mt-10 border-t border-line pt-7">
        <h2 className="panel-title">From the web</h2>
        <Form method="post" className="mt-4 grid gap-4" key={`urls ${outcome?.done}`}>
          <Field
            id="urls"
            label="Addresses of pictures"
            hint="One on a line. The server fetches them, within the rules of its configuration."
          >
            <textarea
              id="urls"
              name="urls"
              required
              spellCheck={false}
              aria-describedby="urls-hint"
              placeholder="https://example.org/koi.jpg"
              className="input tabular text-sm"
            />
          </Field>
          <SubmitButton intent="addresses">Add addresses</SubmitButton>
        </Form>
      </section>
      <section className="panel">
        <h2 className="panel-title">From a table</h2>
        <Form method="post" encType="multipart/form-data" className="mt-4 grid gap-4">
          <Field
            id="table"
            label="CSV, or JSON with an object on each line"
            hint="Columns: url, title, author, license, tags, page_url, and attributes.name for values of your own."
          >
            <input
              id="table"
              name="table"
              type="file"
              required
              accept=".csv,.tsv,.jsonl,.ndjson,text/csv"
              aria-describedby="table-hint"
              className="input"
            />
          </Field>
          <SubmitButton intent="table">Add the table</SubmitButton>
        </Form>
      </section>
      <section className="panel">
        <h2 className="panel-title">From this server</h2>
        {sources.length === 0 ? (
          <p className="mt-3 max-w-2xl text-muted">
            No folder or bucket is configured. Name some in <code>ADMIN_SOURCES</code>, such as{" "}
            <code>/srv/photos,s3://bucket/prefix</code>, and start the server again.
          </p>
        ) : (
          <ul className="lines mt-4">
            {sources.map(({ name, description }) => (
              <li key={name} className="line-row">
                <span className="min-w-0 break-all">{description}</span>
                <Form method="post">
                  <input type="hidden" name="source" value={name} />
                  <button
                    type="submit"
                    name="intent"
                    value="source"
                    className="button-quiet"
                    aria-label={`Index ${description}`}
                  >
                    Index
                  </button>
                </Form>
              </li>
            ))}
          </ul>
        )}
      </section>
    </>
  );
}

function SubmitButton({ intent, children }: { intent: string; children: string }) {
  return (
    <button type="submit" name="intent" value={intent} className="button-quiet justify-self-start">
      {children}
    </button>
  );
}

function TableProblems({ problems }: { problems: { name: string; reason: string }[] }) {
  return (
    <ul className="lines mb-8" aria-label="Lines that were not used">
      {problems.slice(0, 50).map(({ name, reason }) => (
        <li key={`${name} ${reason}`}>
          <p className="font-medium break-words">{name}</p>
          <p className="text-sm text-muted">{reason}</p>
        </li>
      ))}
    </ul>
  );
}
