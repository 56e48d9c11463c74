import { Form } from "@remix-run/react";
import type { KeptVectorsResponse } from "@revimg/http/client";
import { countOf } from "~/lib/format";
import { Confirm } from "./confirm";

/** What moves to another model left behind, and how to remove it. Nothing where nothing is left. */
export function KeptVectors({ kept: { previous, unfinished } }: { kept: KeptVectorsResponse }) {
  return (
    <>
      {unfinished && (
        <div className="mt-5 max-w-2xl border-t border-line pt-5">
          <p className="text-muted">
            A move to <b className="font-medium text-ink">{unfinished.id}</b> was begun and has not
            ended. Begin it again to go on, or give it up.
          </p>
          <Confirm
            question="Give up the move"
            text="The vectors that it made are removed. The index stays with its model. No other process may be at work on the move."
          >
            <DropButton which="unfinished">Give it up</DropButton>
          </Confirm>
        </div>
      )}
      {previous.length > 0 && (
        <div className="mt-5 max-w-2xl border-t border-line pt-5">
          <p className="text-muted">
            Vectors of {countOf(previous.length, "earlier model", "earlier models")} are kept:{" "}
            <b className="font-medium text-ink">{previous.map(({ id }) => id).join(", ")}</b>. No
            search uses them.
          </p>
          <Confirm
            question="Remove the old vectors"
            text="A move back would embed every picture again. Processes that opened the index before the move still search with the old vectors: start them again first."
          >
            <DropButton which="previous">Remove them for good</DropButton>
          </Confirm>
        </div>
      )}
    </>
  );
}

function DropButton({ which, children }: { which: "previous" | "unfinished"; children: string }) {
  return (
    <Form method="post">
      <input type="hidden" name="which" value={which} />
      <button type="submit" name="intent" value="drop" className="button-danger">
        {children}
      </button>
    </Form>
  );
}
