import { stat, statfs } from "node:fs/promises";
import { isRevimgError, RevimgError } from "../lib/errors.js";
import { makeFolder } from "../lib/make-folder.js";
import { type LocatedFile, type LocatedModel, pullCommand } from "./located-model.js";
import type { ModelsSettings } from "./models-options.js";
import { TransferError } from "./transfer.js";

export interface DownloadSubject {
  model: LocatedModel;
  located: LocatedFile;
  settings: ModelsSettings;
  /** Of the hub. */
  host: string;
}

/** Runs a download, and turns its failure into an error that says what to do. */
export async function explainDownload(
  subject: DownloadSubject,
  work: () => Promise<number>,
): Promise<number> {
  try {
    await refuseFullDisk(subject);
    return await work();
  } catch (error) {
    if (error instanceof TransferError) throw await transferFailure(error, subject);
    throw isRevimgError(error) ? error : diskFailure(error, subject);
  }
}

async function transferFailure(
  error: TransferError,
  { model, located, settings, host }: DownloadSubject,
): Promise<RevimgError> {
  const { file, path } = located;
  const { reference, manifest } = model;
  const command = pullCommand(model, settings, located.dtype);
  const { status } = error.details;
  const details = {
    ...{ model: manifest.id, file: file.path, host },
    ...(status !== undefined && { status }),
  };
  if (error.kind === "wrong") {
    return new RevimgError(
      "model_corrupt",
      `${host} sent another file than the ${file.path} that the manifest of ${reference} names, in two attempts: ${error.message}. Nothing of it is kept. Try another mirror, or try later: ${command}`,
      { cause: error, details },
    );
  }
  const what = `The file ${file.path} of the model ${reference} could not be fetched from ${host}: ${error.message}.`;
  const advice =
    error.kind === "refused"
      ? `Check the address of the hub (models.endpoint, HF_ENDPOINT) and the proxy, then run again: ${command}`
      : `${await keptSentence(path)}Run this again when there is a network: ${command}`;
  return new RevimgError("model_unavailable", `${what} ${advice}`, {
    ...{ cause: error, details },
    retryable: error.kind === "retry",
  });
}

async function keptSentence(path: string): Promise<string> {
  const size = (await stat(`${path}.part`).catch(() => null))?.size ?? 0;
  return size === 0 ? "" : `The first ${megabytes(size)} are kept. `;
}

/** Fails before hours of fetching, not at their end. */
async function refuseFullDisk({ located, settings, model }: DownloadSubject): Promise<void> {
  const { bytes } = located.file;
  await makeFolder(settings.cacheDirectory);
  const disk = await statfs(settings.cacheDirectory).catch(() => null);
  if (bytes === null || disk === null) return;
  const here = (await stat(`${located.path}.part`).catch(() => null))?.size ?? 0;
  const free = disk.bavail * disk.bsize;
  if (free >= bytes - here) return;
  throw new RevimgError(
    "disk_full",
    `The model ${model.reference} does not fit on the disk of ${settings.cacheDirectory}: ${located.file.path} needs ${megabytes(bytes - here)} more, ${megabytes(free)} are free. ${makeRoom}`,
    { details: { file: located.file.path, needed: bytes - here, free } },
  );
}

function diskFailure(error: unknown, { located, settings }: DownloadSubject): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
  const details = { file: located.file.path, path: located.path };
  if (code === "ENOSPC" || code === "EDQUOT" || code === "EFBIG") {
    return new RevimgError(
      "disk_full",
      `The disk of ${settings.cacheDirectory} is full. What was fetched is kept. ${makeRoom}`,
      { cause: error, details },
    );
  }
  if (unusable.has(code)) {
    return new RevimgError(
      "invalid_config",
      `Models can't be written to ${settings.cacheDirectory} (${code}). Name another folder: models.cacheDirectory, or --cache.`,
      { cause: error, details },
    );
  }
  return error;
}

/** The system's codes when a file or socket can't be made. */
const unusable = new Set([
  ...["EACCES", "EPERM", "EROFS", "ENOTDIR", "ENOENT", "EEXIST", "ENAMETOOLONG", "ELOOP"],
  ...["ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EINVAL"],
]);

const makeRoom =
  "Free some room and run the same command again, or name another folder (models.cacheDirectory, or --cache).";

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
