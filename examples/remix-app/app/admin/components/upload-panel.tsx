import { Form } from "@remix-run/react";
import { useRef } from "react";
import { numberOf } from "../format";
import { useUpload } from "../hooks/use-upload";
import type { UploadState } from "../upload";
import { DropField } from "./drop-field";
import { Field } from "./field";

/** Files of this device, with what is said of all of them. */
export function UploadPanel() {
  const { state, start, cancel } = useUpload();
  const about = useRef<HTMLFormElement>(null);
  const take = (files: File[]) => {
    const text = (name: string) => String(new FormData(about.current!).get(name) ?? "").trim();
    const tags = text("tags")
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== "");
    start(files, {
      ...(tags.length > 0 && { tags }),
      ...(text("author") && { author: text("author") }),
      ...(text("license") && { license: text("license") }),
    });
  };
  return (
    <>
      <Form method="post" action="/admin/add?files" encType="multipart/form-data">
        <DropField onFiles={take} />
      </Form>
      <form ref={about} className="needs-script">
        <details className="confirm mt-3">
          <summary>Say something of all of them</summary>
          <div className="mt-2 grid gap-4 sm:grid-cols-3">
            <Field id="tags" label="Tags of all" hint="Separated by commas.">
              <input id="tags" name="tags" aria-describedby="tags-hint" className="input" />
            </Field>
            <Field id="author" label="Author of all">
              <input id="author" name="author" className="input" />
            </Field>
            <Field id="license" label="Licence of all">
              <input id="license" name="license" className="input" />
            </Field>
          </div>
        </details>
      </form>
      {state && <UploadReport state={state} onCancel={cancel} />}
    </>
  );
}

function UploadReport({ state, onCancel }: { state: UploadState; onCancel: () => void }) {
  const { phase, total, done, failures, untold, problem } = state;
  return (
    <section className="mt-6" data-testid="upload" data-phase={phase}>
      <p role="status" className="tabular">
        {sentenceOf(state)}
      </p>
      {phase === "running" && (
        <>
          <progress className="progress mt-3 block" max={total} value={done} aria-label="Added" />
          <button type="button" className="button-quiet mt-3" onClick={onCancel}>
            Stop
          </button>
        </>
      )}
      {problem && (
        <p role="alert" data-kind="problem" className="notice mt-4">
          {problem}
        </p>
      )}
      {failures.length > 0 && (
        <ul className="lines mt-5" aria-label="Not added">
          {failures.map(({ name, reason }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list only grows
            <li key={place}>
              <p className="font-medium break-words">{name}</p>
              <p className="text-sm text-muted">{reason}</p>
            </li>
          ))}
        </ul>
      )}
      {untold > 0 && <p className="mt-3 text-sm text-muted">And {numberOf(untold)} more.</p>}
    </section>
  );
}

function sentenceOf({ phase, total, done, added, known, failures, untold }: UploadState): string {
  const failed = failures.length + untold;
  const parts = [
    `${numberOf(added)} new`,
    ...(known > 0 ? [`${numberOf(known)} known already`] : []),
    ...(failed > 0 ? [`${numberOf(failed)} failed`] : []),
  ].join(", ");
  const head = { running: "Adding", finished: "Done", stopped: "Stopped" }[phase];
  return `${head}: ${numberOf(done)} of ${numberOf(total)} (${parts})`;
}
