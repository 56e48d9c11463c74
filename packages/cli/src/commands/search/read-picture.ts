import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { addAbortSignal } from "node:stream";
import { loadConfig } from "@revimg/adapters/config";
import { locatePath, RevimgError, readPictureFile, systemPath } from "@revimg/core";
import { configRequest } from "../../index-access/open-index.js";
import type { CommonOptions } from "../../shared/options.js";
import type { Context } from "../../terminal/context.js";
import { formatBytes } from "../../terminal/format.js";
import { shellCommand } from "../../terminal/shell.js";

const defaultMaxBytes = 100 * 1024 * 1024;

/**
 * The picture that a `<file>` argument names: the bytes of the standard input for
 * `-`, else the path, after a check.
 */
export async function readPicture(
  file: string,
  options: CommonOptions & { server?: URL },
  context: Context,
): Promise<Uint8Array | string> {
  if (file === "-") {
    const maxBytes = await maxBytesOf(options, context);
    return readStandardInput(maxBytes, options.server !== undefined, context);
  }
  const path = systemPath(await locatePath(file));
  const stats = await stat(path).catch(({ code }: NodeJS.ErrnoException) => {
    if (code !== "ENOENT" && code !== "ENOTDIR") return null; // The search tells why it can't read it.
    throw new RevimgError("not_found", `There is no file ${file}.`);
  });
  if (stats?.isDirectory()) {
    throw new RevimgError(
      "invalid_input",
      `${file} is a folder; one picture is needed here. To add the folder to the index: ${shellCommand(["revimg", "index", file])}`,
    );
  }
  return file;
}

/** The same picture, ready to upload. */
export async function toBlob(picture: Uint8Array | string, signal: AbortSignal): Promise<Blob> {
  if (typeof picture !== "string") return new Blob([picture as Uint8Array<ArrayBuffer>]);
  const path = systemPath(await locatePath(picture));
  // A plain file is sent while it is read. A pipe is read first, and anything else is refused.
  const isFile = await stat(path).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (!isFile) return toBlob(await readPictureFile(picture, { signal }), signal);
  return openAsBlob(path).catch((cause: unknown) => {
    throw new RevimgError("not_found", `${picture} can't be read.`, { cause });
  });
}

/** With `--server`, the server checks its own limit. */
async function maxBytesOf(
  { server, ...options }: CommonOptions & { server?: URL },
  context: Context,
): Promise<number> {
  if (server !== undefined) return defaultMaxBytes;
  const { limits } = await loadConfig(configRequest(options, context));
  return limits?.maxBytes ?? defaultMaxBytes;
}

async function readStandardInput(
  maxBytes: number,
  isForServer: boolean,
  { stdin, signal }: Context,
): Promise<Uint8Array> {
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
      if (size > maxBytes) throw tooLarge(maxBytes, isForServer);
      chunks.push(chunk);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  if (size === 0) throw new RevimgError("invalid_input", "Nothing came over the standard input.");
  return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number, isForServer: boolean): RevimgError {
  const advice = isForServer
    ? "Make the picture smaller, or name its file."
    : "Raise limits.maxBytes, or make the picture smaller.";
  return new RevimgError(
    "image_too_large",
    `The standard input brought more than ${formatBytes(maxBytes)}. ${advice}`,
  );
}
