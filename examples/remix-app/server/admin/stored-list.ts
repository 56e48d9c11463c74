import { createHash } from "node:crypto";
import type { RevimgSettings } from "@revimg/core";

/** What a secret stands for, kept under its hash: nobody who reads the index can use it. */
export interface Stored<Value> {
  hash: string;
  expiresAt: number;
  value: Value;
}

export interface StoredListOptions {
  /** Name of the setting. */
  setting: string;
  /** The oldest beyond these are forgotten. */
  most: number;
  /** Default `Date.now`. */
  now?: () => number;
}

/**
 * A short list of secrets that expire, in a setting of the index: every process that serves
 * the index knows the same ones, and they outlive a restart.
 */
export class StoredList<Value> {
  readonly #settings: RevimgSettings;
  readonly #options: StoredListOptions;

  constructor(settings: RevimgSettings, options: StoredListOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  async add(secret: string, value: Value, lastsMs: number): Promise<void> {
    const entry = { hash: hashOf(secret), expiresAt: this.#now() + lastsMs, value };
    await this.#change((list) => [...list, entry].slice(-this.#options.most));
  }

  /** Null for a secret that is unknown or has expired. */
  async find(secret: string): Promise<Stored<Value> | null> {
    const hash = hashOf(secret);
    return (await this.#read()).list.find((entry) => entry.hash === hash) ?? null;
  }

  /** Takes a secret out. Of several callers, one gets it; the others get null. */
  async take(secret: string): Promise<Stored<Value> | null> {
    const hash = hashOf(secret);
    let taken: Stored<Value> | null = null;
    await this.#change((list) => {
      taken = list.find((entry) => entry.hash === hash) ?? null;
      return taken && list.filter((entry) => entry.hash !== hash);
    });
    return taken;
  }

  async #change(change: (list: Stored<Value>[]) => Stored<Value>[] | null): Promise<void> {
    for (;;) {
      const { text, list } = await this.#read();
      const changed = change(list);
      if (changed === null) return;
      const { setting } = this.#options;
      if (await this.#settings.set(setting, JSON.stringify(changed), { expected: text })) return;
    }
  }

  async #read(): Promise<{ text: string | null; list: Stored<Value>[] }> {
    const text = await this.#settings.get(this.#options.setting);
    const all = JSON.parse(text ?? "[]") as Stored<Value>[];
    const now = this.#now();
    return { text, list: all.filter(({ expiresAt }) => expiresAt > now) };
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}

function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
