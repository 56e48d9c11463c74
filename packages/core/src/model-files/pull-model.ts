import { rm, stat } from "node:fs/promises";
import type { Dtype, ModelsOptions } from "../api/options.js";
import { checkFile } from "./check-file.js";
import { defaultRetry, download, type RetryOptions } from "./download.js";
import { explainDownload } from "./explain-download.js";
import { withFileLock } from "./file-lock.js";
import { HubClient } from "./hub-client.js";
import {
  chooseDtype,
  type LocatedFile,
  type LocatedModel,
  locateModel,
  type ModelPart,
  neededFiles,
} from "./located-model.js";
import type { ModelSource } from "./model-manifest.js";
import { type ModelsSettings, readModelsOptions } from "./models-options.js";
import { corruptFile, missingFile } from "./resolve-model.js";
import { TransferRate } from "./transfer-rate.js";

export interface PullProgress {
  /** Path inside the repository. */
  file: string;
  /** Bytes that have arrived, those of earlier runs included. */
  received: number;
  /** Null until the server has stated it. */
  total: number | null;
  /** Over the last seconds. 0 at first, and while another process fetches the file. */
  bytesPerSecond: number;
}

export interface PullOptions extends ModelsOptions {
  /** Default `fp32`, or the most exact that the model has. */
  dtype?: Dtype;
  /** Default: both. A model without a text tower has only the first. */
  parts?: readonly ModelPart[];
  /** Called with every piece that arrives, in the order of the files. */
  onProgress?: (progress: PullProgress) => void;
  retry?: RetryOptions;
  /** Stops at once. Bytes that have arrived are kept, and the same call continues from there. */
  signal?: AbortSignal;
}

export interface PulledFile {
  /** Path inside the repository. */
  file: string;
  /** Absolute. */
  path: string;
  bytes: number;
  /** Bytes that this call fetched; 0 for a file that was there. */
  fetched: number;
}

/**
 * Fetches the files of a model that the cache lacks, and checks all files. A file gets
 * its own name when it is whole and its SHA-256 is the manifest's. Two processes may
 * pull at once: each file is fetched by one of them.
 *
 * Rejects with `model_unavailable` when a file can't be fetched, `model_corrupt` when
 * the server has another file, `disk_full`, `invalid_config`, or the signal's reason.
 *
 * @param reference `"clip-vit-b32"`, or the path of a manifest that names a `source`.
 */
export async function pullModel(
  reference: string,
  { dtype, parts, onProgress = () => {}, retry, signal, ...models }: PullOptions = {},
): Promise<PulledFile[]> {
  const settings = readModelsOptions(models);
  const model = await locateModel(reference, settings);
  const files = neededFiles(model, chooseDtype(model, dtype), parts);
  const client = await HubClient.create(settings);
  const pull: Pull = {
    ...{ model, settings, client, onProgress, signal },
    retry: { ...defaultRetry, ...retry },
  };
  try {
    const pulled: PulledFile[] = [];
    for (const located of files) {
      signal?.throwIfAborted();
      pulled.push(await pullFile(pull, located));
    }
    return pulled;
  } finally {
    await client.close();
  }
}

interface Pull {
  model: LocatedModel;
  settings: ModelsSettings;
  client: HubClient;
  retry: Required<RetryOptions>;
  onProgress: (progress: PullProgress) => void;
  signal: AbortSignal | undefined;
}

async function pullFile(pull: Pull, located: LocatedFile): Promise<PulledFile> {
  const { model, settings, signal } = pull;
  const { path, file } = located;
  const check = () =>
    checkFile(path, file, { cacheDirectory: settings.cacheDirectory, trustStamp: true, signal });
  const { source } = model.manifest;
  let fetched = 0;
  const state = await check();
  if (state !== "ok" && (!source || settings.offline)) {
    throw state === "missing"
      ? missingFile(model, located, settings)
      : corruptFile(model, located, settings);
  }
  if (state !== "ok") {
    fetched = await explainDownload({ model, located, settings, host: pull.client.host }, () =>
      withFileLock(path, { ...waiting(pull, located), signal }, async () => {
        // Another process may have fetched it meanwhile.
        const now = await check();
        if (now === "ok") return 0;
        if (now === "corrupt") await rm(path, { recursive: true, force: true });
        const bytes = await fetchFile(pull, located, source!);
        // Notes that the file is right, so that the first start does not hash it again.
        await check();
        return bytes;
      }),
    );
  }
  const { size } = await stat(path);
  return { file: file.path, path, bytes: size, fetched };
}

function fetchFile(pull: Pull, { path, file }: LocatedFile, source: ModelSource): Promise<number> {
  const { client, retry, onProgress, signal } = pull;
  const rate = new TransferRate();
  return download(path, {
    ...{ client, source, file, retry, signal },
    onBytes: (received, total) => {
      const bytesPerSecond = rate.at(performance.now(), received);
      onProgress({ file: file.path, received, total, bytesPerSecond });
    },
  });
}

/** While another process fetches a file, its part file shows the progress. */
function waiting({ settings, onProgress }: Pull, { path, file }: LocatedFile) {
  const onWait = async () => {
    const part = await stat(`${path}.part`).catch(() => null);
    const received = part?.size ?? 0;
    onProgress({ file: file.path, received, total: file.bytes, bytesPerSecond: 0 });
  };
  return { cacheDirectory: settings.cacheDirectory, onWait };
}
