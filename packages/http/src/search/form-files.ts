import { RevimgError } from "@revimg/core";

/** The pictures of a request, by the names of their fields. */
export class FormFiles {
  readonly #files: ReadonlyMap<string, Uint8Array>;
  readonly #taken = new Set<string>();

  constructor(files: ReadonlyMap<string, Uint8Array> = new Map()) {
    this.#files = files;
  }

  has(name: string): boolean {
    return this.#files.has(name);
  }

  /** Throws `invalid_input` when there is no such file. */
  take(name: string): Uint8Array {
    const file = this.#files.get(name);
    this.#taken.add(name);
    if (file) return file;
    throw new RevimgError(
      "invalid_input",
      `image names a file of the form, and there is none with the name ${JSON.stringify(name)}. Pictures are posted as multipart/form-data.`,
    );
  }

  /** If nothing in the search names a picture that was sent, the client made a mistake. */
  requireAllTaken(): void {
    const left = [...this.#files.keys()].find((name) => !this.#taken.has(name));
    if (left === undefined) return;
    throw new RevimgError(
      "invalid_input",
      `The form has a file ${JSON.stringify(left.slice(0, 40))} that nothing asks for. The picture goes in the field "image"; other files are named by a part of query or negative: {"image":"<name of the field>"}.`,
    );
  }
}
