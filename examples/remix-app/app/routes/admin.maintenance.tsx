import { redirect } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import type { Job } from "@revimg/http/client";
import { forAdmin } from "~/admin/admin-client.server";
import { Confirm } from "~/admin/components/confirm";
import { KeptVectors } from "~/admin/components/kept-vectors";
import { Notice } from "~/admin/components/notice";
import { PageHead } from "~/admin/components/page-head";
import { done, refused } from "~/admin/outcome";
import { outcomeOf } from "~/admin/outcome.server";

const models = [
  { name: "mini", text: "small and quick; it is built in" },
  {
    name: "clip-vit-b32",
    text: "knows more, and can read words; it is fetched once (about 600 MB)",
  },
] as const;

export const loader = forAdmin(async ({ client, request: { signal } }) => {
  const [{ model }, { can_back_up }, kept] = await Promise.all([
    client.stats({ signal }),
    client.listSources({ signal }),
    client.keptVectors({ signal }),
  ]);
  return { model, canBackUp: can_back_up, kept };
});

export const action = forAdmin(async ({ client, request }) => {
  const form = await request.formData();
  return outcomeOf(async () => {
    if (form.get("intent") === "drop") return drop(form.get("which"));
    const job = await begin(form);
    if (job === null) return refused("The form does not say what to do.");
    throw redirect(`/admin/jobs/${job.id}`);
  });

  async function drop(which: FormDataEntryValue | null) {
    if (which !== "previous" && which !== "unfinished") {
      return refused("The form does not say which vectors to remove.");
    }
    const dropped = await client.dropVectors(which);
    if (dropped === 0) return done("There was nothing to remove any more.");
    return done(which === "previous" ? "The old vectors are removed." : "The move is given up.");
  }

  async function begin(sent: FormData): Promise<Job | null> {
    switch (sent.get("intent")) {
      case "verify":
        return client.verify({ bytes: sent.get("bytes") !== null });
      case "repair":
        return client.verify({ repair: true, bytes: sent.get("bytes") !== null });
      case "backup":
        return client.backUp();
      case "reindex": {
        const model = models.find(({ name }) => name === sent.get("model"))?.name;
        const thumbnails = sent.get("thumbnails") !== null;
        return model ? client.reindex({ model, thumbnails }) : null;
      }
      default:
        return null;
    }
  }
});

export default function MaintenancePage() {
  const { model, canBackUp, kept } = useLoaderData<typeof loader>();
  const outcome = useActionData<typeof action>();
  return (
    <>
      <PageHead title="Maintenance" text="Searches go on during all of this." />
      <Notice outcome={outcome} />
      <section className="panel">
        <h2 className="panel-title">Verify</h2>
        <p className="mt-2 max-w-2xl text-muted">
          Compares rows, vectors, pictures and thumbnails with each other, and says what does not
          fit.
        </p>
        <Form method="post" className="mt-4 grid gap-3">
          <ReadBytes />
          <button
            type="submit"
            name="intent"
            value="verify"
            className="button-primary justify-self-start"
          >
            Verify
          </button>
        </Form>
        <Confirm
          question="Verify and mend"
          text="What does not fit is mended or removed. Pictures may be added meanwhile."
        >
          <Form method="post" className="grid gap-3">
            <ReadBytes />
            <button
              type="submit"
              name="intent"
              value="repair"
              className="button-danger justify-self-start"
            >
              Verify and mend now
            </button>
          </Form>
        </Confirm>
      </section>
      <section className="panel">
        <h2 className="panel-title">Backup</h2>
        {canBackUp ? (
          <>
            <p className="mt-2 max-w-2xl text-muted">
              Copies the index into a new folder, in the place that is configured for backups. The
              copy is an index of its own.
            </p>
            <Form method="post" className="mt-4">
              <button type="submit" name="intent" value="backup" className="button-primary">
                Make a backup
              </button>
            </Form>
          </>
        ) : (
          <p className="mt-2 max-w-2xl text-muted">
            No place for backups is configured. Name a folder in <code>ADMIN_BACKUPS</code> or{" "}
            <code>server.backups</code>, and start the server again. An index in another database
            has the backups of that database.
          </p>
        )}
      </section>
      <section className="panel">
        <h2 className="panel-title">Model</h2>
        <p className="mt-2 max-w-2xl text-muted">
          The index works with <b className="font-medium text-ink">{model.id}</b>. A move embeds
          every picture again, and switches at the end. It can be cancelled, and goes on where it
          was when it is begun again.
        </p>
        <Form method="post" className="mt-4 grid gap-1">
          <fieldset>
            <legend className="field-label">Move to</legend>
            {models.map(({ name, text }, place) => (
              <label key={name} className="check flex">
                <input type="radio" name="model" value={name} defaultChecked={place === 1} />
                <span>
                  <span className="font-medium">{name}</span>{" "}
                  <span className="text-muted">{text}</span>
                </span>
              </label>
            ))}
          </fieldset>
          <label className="check">
            <input type="checkbox" name="thumbnails" />
            Use thumbnails where originals are gone
          </label>
          <button
            type="submit"
            name="intent"
            value="reindex"
            className="button-quiet mt-2 justify-self-start"
          >
            Begin the move
          </button>
        </Form>
        <KeptVectors kept={kept} />
      </section>
    </>
  );
}

function ReadBytes() {
  return (
    <label className="check">
      <input type="checkbox" name="bytes" />
      Read every stored picture, too, which takes longer
    </label>
  );
}
