import { RevimgError } from "@revimg/core";
import {
  AccessKeys,
  type KeyRecord,
  type NewKeyResponse,
  type Scope,
  toKeyRecord,
} from "@revimg/http";
import { openExistingIndex } from "../../index-access/open-index.js";
import { addServerKey, revokeServerKey, serverKeys } from "../../index-access/server-client.js";
import type { CommonOptions } from "../../shared/options.js";
import type { Context } from "../../terminal/context.js";

export interface KeysCommandOptions extends CommonOptions {
  server?: URL;
}

interface NewKey {
  label: string;
  scopes: Scope[];
  collections?: string[];
  /** Milliseconds since 1970. */
  expiresAt?: number;
}

/** The keys of an index, opened here or through a server that holds it. */
export interface KeyAccess {
  list(): Promise<KeyRecord[]>;
  add(key: NewKey): Promise<NewKeyResponse>;
  /** Rejects with `not_found` when there is no key with this id. */
  revoke(id: string): Promise<void>;
}

/** Does `work` with the keys that the options name. */
export async function withKeys<T>(
  options: KeysCommandOptions,
  context: Context,
  work: (keys: KeyAccess) => Promise<T>,
): Promise<T> {
  if (options.server !== undefined) return work(keysOfServer(options.server, context));
  const { revimg } = await openExistingIndex(options, context, { preload: false });
  try {
    return await work(keysOfIndex(new AccessKeys(revimg.settings)));
  } finally {
    await revimg.close();
  }
}

function keysOfServer(server: URL, context: Context): KeyAccess {
  return {
    list: () => serverKeys(server, context),
    add({ expiresAt, ...key }) {
      const expires =
        expiresAt === undefined ? {} : { expires_at: new Date(expiresAt).toISOString() };
      return addServerKey(server, { ...key, ...expires }, context);
    },
    revoke: (id) => revokeServerKey(server, id, context),
  };
}

function keysOfIndex(keys: AccessKeys): KeyAccess {
  return {
    list: async () => (await keys.list()).map(toKeyRecord),
    async add(options) {
      const { key, text } = await keys.add(options);
      return { ...toKeyRecord(key), key: text };
    },
    async revoke(id) {
      if (await keys.revoke(id)) return;
      throw new RevimgError("not_found", "There is no key with this id. See revimg keys list.");
    },
  };
}
