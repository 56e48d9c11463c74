import type { UploadKeeper } from "./app-context";
import type { Problem } from "./problem";

/** The same limit as that of the API's searches. */
const maxBytes = 25 * 1024 * 1024;
/** Fields and boundaries around the pictures. */
const formBytes = 64 * 1024;

/** A form that can't be taken. */
export class FormRefused extends Error {
  override readonly name = "FormRefused";
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** Reads a form of at most 25 MiB. Rejects with `FormRefused`. */
export async function readBoundedForm(request: Request): Promise<FormData> {
  const most = maxBytes + formBytes;
  let received = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      received += chunk.byteLength;
      if (received > most) controller.error(new Error("too much"));
      else controller.enqueue(chunk);
    },
  });
  try {
    if (Number(request.headers.get("content-length")) > most) received = most + 1;
    if (received > most || !request.body) throw new Error("not read");
    const { headers } = request;
    const init = { method: "POST", headers, body: request.body.pipeThrough(count), duplex: "half" };
    return await new Request(request.url, init as RequestInit).formData();
  } catch {
    if (request.signal.aborted) throw request.signal.reason;
    throw new FormRefused(received > most ? tooLarge : nothingSent);
  }
}

/** Keeps the pictures of a form's field `image`, and resolves to their ids. */
export async function keepPictures(form: FormData, uploads: UploadKeeper): Promise<string[]> {
  const files = form.getAll("image").filter((field) => field instanceof File && field.size > 0);
  if (files.length === 0) throw new FormRefused(nothingSent);
  const ids: string[] = [];
  for (const file of files as File[]) {
    ids.push(
      await uploads.keep({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }),
    );
  }
  return ids;
}

const tooLarge: Problem = {
  code: "image_too_large",
  detail: "All pictures of one search may have at most 25 MiB together.",
};

const nothingSent: Problem = { code: "invalid_input", detail: "No picture came with the form." };
