import { RevimgError, type RevimgSettings } from "@revimg/core";
import {
  type AccessKey,
  checkNewKey,
  formatKeys,
  type NewKeyOptions,
  parseKeys,
  type StoredKey,
} from "./access-key.js";
import { isKey, keyIdOf, makeKeyText } from "./key-text.js";

/** The setting that holds the keys. */
const setting = "http.keys";
const maxKeys = 1000;
/** A key that another process revokes is refused after this time at the latest. */
const freshMs = 1000;

/** The keys of an index. They lie in its settings, so every process that opens it has the same. */
export class AccessKeys {
  readonly #settings: RevimgSettings;
  #known: { at: number; keys: Promise<Map<string, StoredKey>> } | undefined;

  constructor(settings: RevimgSettings) {
    this.#settings = settings;
  }

  /** All keys, the oldest first; also those that have expired. */
  async list(): Promise<AccessKey[]> {
    return parseKeys(await this.#settings.get(setting)).map(withoutHash);
  }

  /**
   * Makes a key. `text` is what its owner sends, and can't be had again. Rejects with
   * `invalid_input` for wrong options, and when there are 1,000 keys already.
   */
  async add(options: NewKeyOptions): Promise<{ key: AccessKey; text: string }> {
    checkNewKey(options);
    const { text, id, hash, lastFour } = makeKeyText();
    const { label, collections } = options;
    const key: StoredKey = {
      ...{ id, label, scopes: [...new Set(options.scopes)] },
      collections: collections ? [...new Set(collections)] : null,
      ...{ createdAt: Date.now(), expiresAt: options.expiresAt ?? null, lastFour, hash },
    };
    await this.#change((keys) => {
      if (keys.length < maxKeys) return [...keys, key];
      throw new RevimgError(
        "invalid_input",
        `There are ${maxKeys} keys already. Revoke one that is not used any more.`,
      );
    });
    return { key: withoutHash(key), text };
  }

  /** Makes a key useless. Resolves to false when there is none with this id. */
  async revoke(id: string): Promise<boolean> {
    let isKnown = false;
    await this.#change((keys) => {
      isKnown = keys.some((key) => key.id === id);
      return isKnown ? keys.filter((key) => key.id !== id) : null;
    });
    return isKnown;
  }

  /**
   * The key with this text; null when there is none, or no more. What other processes
   * change is seen within a second.
   */
  async find(text: string): Promise<AccessKey | null> {
    const id = keyIdOf(text);
    // Texts of another form must not make the server ask its store.
    if (id === null) return null;
    const key = (await this.#fresh()).get(id);
    if (!isKey(text, key?.hash ?? null) || key === undefined) return null;
    return key.expiresAt === null || key.expiresAt > Date.now() ? withoutHash(key) : null;
  }

  #fresh(): Promise<Map<string, StoredKey>> {
    const now = performance.now();
    if (this.#known !== undefined && now - this.#known.at < freshMs) return this.#known.keys;
    const keys = this.#settings
      .get(setting)
      .then((text) => new Map(parseKeys(text).map((key) => [key.id, key])));
    const known = { at: now, keys };
    this.#known = known;
    // The next request asks the store again.
    keys.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return keys;
  }

  async #change(change: (keys: StoredKey[]) => StoredKey[] | null): Promise<void> {
    for (;;) {
      const expected = await this.#settings.get(setting);
      const keys = change(parseKeys(expected));
      if (keys === null) return;
      if (await this.#settings.set(setting, formatKeys(keys), { expected })) break;
    }
    this.#known = undefined;
  }
}

function withoutHash({ hash: _, ...key }: StoredKey): AccessKey {
  return key;
}
