import type { Dtype, ModelsOptions } from "../api/options.js";
import { isRevimgError } from "../lib/errors.js";
import type { BuiltInModel } from "./built-in-models.js";
import { HubClient } from "./hub-client.js";
import { chooseDtype, locateModel, neededFiles, pullCommand } from "./located-model.js";
import { readModelsOptions } from "./models-options.js";
import { type PullProgress, pullModel } from "./pull-model.js";
import { isModelCached } from "./verify-model.js";

const preferred = "clip-vit-b32";
const answerWithinMs = 5_000;

export interface ModelChoice {
  model: BuiltInModel;
  /**
   * One sentence for people: why, and how to get the other model. Null when there is
   * nothing to say.
   */
  message: string | null;
}

export interface ChooseModelOptions {
  /** Whether a person watches who can wait for a download. Nothing is fetched without one. */
  interactive: boolean;
  models?: ModelsOptions;
  /** Number format that the model will run in. Default `fp32`. */
  dtype?: Dtype;
  /** Called before a download starts. An answer of `false` declines it. */
  onFetch?: (fetch: { model: BuiltInModel; bytes: number }) => boolean | Promise<boolean>;
  onProgress?: (progress: PullProgress) => void;
  /** Called with the choice. */
  onChoice?: (choice: ModelChoice) => void;
  signal?: AbortSignal;
}

/**
 * What `auto` means for a new index. CLIP, if its files are in the cache. If a person
 * watches and the hub answers within five seconds: CLIP, after fetching it. Otherwise
 * `mini`. A download that fails ends with `mini` and keeps the bytes that came. Rejects
 * with the signal's reason.
 */
export async function chooseModel(options: ChooseModelOptions): Promise<ModelChoice> {
  const choice = await choose(options);
  options.onChoice?.(choice);
  return choice;
}

async function choose({
  interactive,
  models = {},
  dtype,
  onFetch = () => true,
  onProgress,
  signal,
}: ChooseModelOptions): Promise<ModelChoice> {
  const files = { ...models, ...(dtype && { dtype }), ...(signal && { signal }) };
  if (await isModelCached(preferred, files)) return { model: preferred, message: null };
  const settings = readModelsOptions(models);
  const model = await locateModel(preferred, settings);
  const used = chooseDtype(model, dtype);
  const command = pullCommand(model, settings, used);
  const mini = (why: string): ModelChoice => ({
    model: "mini",
    message: `Using the small built-in model mini: ${why}. For better results and text search, get CLIP and make the index again: ${command}`,
  });
  if (settings.offline)
    return mini(`${preferred} is not in the cache, and models are set to offline`);
  if (!interactive) return mini(`${preferred} is not in the cache`);
  if (!(await hubAnswers(models, signal))) return mini("the model hub does not answer");
  const bytes = neededFiles(model, used).reduce((sum, { file }) => sum + (file.bytes ?? 0), 0);
  if (!(await onFetch({ model: preferred, bytes }))) return mini(`${preferred} was declined`);
  try {
    await pullModel(preferred, { ...files, ...(onProgress && { onProgress }) });
    return { model: preferred, message: null };
  } catch (error) {
    signal?.throwIfAborted();
    if (!isRevimgError(error)) throw error;
    return mini(`${preferred} could not be fetched. ${error.message.replace(/\.$/, "")}`);
  }
}

/** Whether the hub has the model and says so in time. */
async function hubAnswers(
  models: ModelsOptions,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const settings = readModelsOptions(models);
  const { manifest, files } = await locateModel(preferred, settings);
  const client = await HubClient.create(settings);
  const inTime = AbortSignal.timeout(answerWithinMs);
  try {
    const both = signal ? AbortSignal.any([signal, inTime]) : inTime;
    return (await client.status(manifest.source!, files[0]!.file.path, both)) < 400;
  } catch {
    signal?.throwIfAborted();
    return false;
  } finally {
    await client.close();
  }
}
