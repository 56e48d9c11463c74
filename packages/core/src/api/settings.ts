import type { CallOptions } from "../stores/vector-store.js";

/** When a setting is written. */
export interface SetSettingOptions extends CallOptions {
  /**
   * The value that the setting must have now; null: it must be absent. Then nobody's
   * change is lost: read, change, and write only if it is still what was read.
   */
  expected?: string | null;
}

/**
 * What people configure while an index is in use, kept with the index: by name, a text.
 * Every process that opens the index sees the same settings. A backup holds them;
 * `migrate` and `export` leave them behind.
 */
export interface RevimgSettings {
  /**
   * The value of a setting, or null when it was never set. A name is 1 to 63 characters of
   * a-z, 0-9, - _ and ., beginning with a letter or digit. Rejects with `invalid_input` for
   * another name, and with `store_failed` when the store does not answer.
   */
  get(name: string, options?: CallOptions): Promise<string | null>;

  /**
   * Sets a setting. A value is a text of at most 1 MiB (1,048,576 bytes of UTF-8) that is
   * well-formed Unicode without NUL characters; the empty text is a value too. Resolves to
   * whether it was set: with `expected`, false means that the value was another one. Of
   * several callers with the same `expected`, one gets true. A call that fails with
   * `store_failed` may have been done: read the setting, then decide.
   */
  set(name: string, value: string, options?: SetSettingOptions): Promise<boolean>;
}
