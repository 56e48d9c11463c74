import { type Problem, problemOf, unreachable } from "~/lib/problem";
import { site } from "~/lib/site";
import type { PicturePart } from "~/search/search-address";
import { keepPreview } from "./previews";

/** A picture that could not be asked with. */
export class AskFailed extends Error {
  override readonly name = "AskFailed";
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

/** Sends pictures to the server, which keeps them for a while. Rejects with `AskFailed`. */
export async function sendPictures(
  files: readonly File[],
  signal: AbortSignal,
): Promise<PicturePart[]> {
  const body = new FormData();
  for (const file of files) body.append("image", file);
  let response: Response;
  try {
    response = await site().fetch("/uploads", { method: "POST", body, signal });
  } catch {
    if (signal.aborted) throw signal.reason;
    throw new AskFailed(unreachable);
  }
  if (!response.ok) throw new AskFailed(await problemOf(response));
  const { ids } = (await response.json()) as { ids: string[] };
  return ids.map((id, place) => {
    const file = files[place];
    if (file) keepPreview(id, URL.createObjectURL(file));
    return { kind: "upload", id };
  });
}
