import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { RevimgError } from "@revimg/core";
import type { Context } from "./context.js";
import { formatBytes } from "./format.js";
import { shellCommand } from "./shell.js";

const maxStandardInputBytes = 100 * 1024 * 1024;

/** The picture that a `<file>` argument names: bytes of the standard input for `-`, else the checked path. */
export async function readPicture(file: string, context: Context): Promise<Uint8Array | string> {
  if (file === "-") return readStandardInput(context);
  const stats = await stat(file).catch(() => undefined);
  if (stats === undefined) throw new RevimgError("not_found", `There is no file ${file}.`);
  if (stats.isDirectory()) {
    throw new RevimgError(
      "invalid_input",
      `${file} is a folder; a search takes one picture. To add the folder to the index: ${shellCommand(["revimg", "index", file])}`,
    );
  }
  return file;
}

/** The same as something to upload. */
export async function toBlob(picture: Uint8Array | string): Promise<Blob> {
  if (typeof picture !== "string") return new Blob([picture as Uint8Array<ArrayBuffer>]);
  return openAsBlob(picture).catch((cause: unknown) => {
    throw new RevimgError("not_found", `${picture} can't be read.`, { cause });
  });
}

async function readStandardInput({ stdin, signal }: Context): Promise<Uint8Array> {
  if (stdin.isTTY) {
    throw new RevimgError(
      "invalid_input",
      "- reads the picture from the standard input, but nothing is sent there. Example: revimg search - < photo.jpg",
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of addAbortSignal(signal, stdin)) {
      size += chunk.byteLength;
      if (size > maxStandardInputBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  if (size === 0) throw new RevimgError("invalid_input", "Nothing came over the standard input.");
  return Buffer.concat(chunks);
}

function tooLarge(): RevimgError {
  const most = formatBytes(maxStandardInputBytes);
  return new RevimgError("image_too_large", `The standard input brought more than ${most}.`);
}
