import type { KeyRecord } from "../guard/key-routes.js";
import type { ConfigurationSetting } from "../host-options.js";
import type { DroppedVectorsResponse } from "../wire/owner.js";
import type { DeadLetterListResponse, QueueResponse } from "../wire/queue.js";
import type { RevimgClient } from "./client.js";
import { orNull, RequestError } from "./request-error.js";
import type { RequestInput } from "./send.js";

type OwnerCalls = Pick<
  RevimgClient,
  | "listFailures"
  | "retryFailures"
  | "listSources"
  | "indexSource"
  | "queue"
  | "deadLetters"
  | "retryDeadLetters"
  | "verify"
  | "reindex"
  | "keptVectors"
  | "dropVectors"
  | "backUp"
  | "configuration"
  | "metrics"
  | "listKeys"
  | "addKey"
  | "revokeKey"
>;

/** The calls that need a key for admins. */
export function ownerCalls(
  ask: (path: string, input: RequestInput) => Promise<Response>,
): OwnerCalls {
  const read = async <T>(path: string, input: RequestInput) =>
    (await (await ask(path, input)).json()) as T;
  const post = (json?: object): RequestInput => ({
    method: "POST",
    ...(json !== undefined && { json }),
  });
  return {
    listFailures: (request = {}, options) => read("failures", { parameters: request, ...options }),
    retryFailures: (request = {}, options) =>
      read("failures/retry", { ...post(request), ...options }),
    listSources: (options) => read("sources", { ...options }),
    indexSource: (name, options) =>
      read(`sources/${encodeURIComponent(name)}`, { ...post(), ...options }),
    queue: (options) => orNull(read<QueueResponse>("queue", { ...options })),
    deadLetters: async (request = {}, options) =>
      (
        await read<DeadLetterListResponse>("queue/dead-letters", {
          parameters: request,
          ...options,
        })
      ).dead_letters,
    retryDeadLetters: async (options) =>
      (await read<{ retried: number }>("queue/retry", { ...post(), ...options })).retried,
    verify: (request = {}, options) => read("verify", { ...post(request), ...options }),
    reindex: (request, options) => read("reindex", { ...post(request), ...options }),
    keptVectors: (options) => read("vectors", { ...options }),
    dropVectors: async (which, options) =>
      (
        await read<DroppedVectorsResponse>("vectors", {
          ...{ method: "DELETE", json: { which } },
          ...options,
        })
      ).dropped,
    backUp: (options) => read("backups", { ...post(), ...options }),
    configuration: async (options) =>
      (await read<{ settings: ConfigurationSetting[] }>("configuration", { ...options })).settings,
    metrics: async (options) => (await ask("metrics", { accept: "text/plain", ...options })).text(),
    listKeys: async (options) => (await read<{ keys: KeyRecord[] }>("keys", { ...options })).keys,
    addKey: (key, options) => read("keys", { ...post(key), ...options }),
    async revokeKey(id, options) {
      try {
        await ask(`keys/${encodeURIComponent(id)}`, { method: "DELETE", ...options });
        return true;
      } catch (error) {
        if (error instanceof RequestError && error.code === "not_found") return false;
        throw error;
      }
    },
  };
}
