import { randomBytes } from "node:crypto";
import { RevimgError, type RevimgSettings } from "@revimg/core";

const settingName = "http.image-links";
const form = /^1:([A-Za-z0-9_-]{43})$/;
/** When another process has changed the secret, this one follows after this time. */
const freshMs = 10_000;

/**
 * The 256 secret bits that sign addresses. They lie in the settings of the index, so
 * restarts and other processes have the same. The first who needs them makes them.
 */
export class LinkSecret {
  readonly #settings: RevimgSettings;
  #known: { at: number; secret: Promise<Buffer> } | undefined;

  constructor(settings: RevimgSettings) {
    this.#settings = settings;
  }

  get(): Promise<Buffer> {
    const now = performance.now();
    if (this.#known && now - this.#known.at < freshMs) return this.#known.secret;
    const known = { at: now, secret: this.#readOrMake() };
    this.#known = known;
    known.secret.catch(() => {
      if (this.#known === known) this.#known = undefined;
    });
    return known.secret;
  }

  async #readOrMake(): Promise<Buffer> {
    const text = await this.#settings.get(settingName);
    if (text !== null) return parse(text);
    const made = `1:${randomBytes(32).toString("base64url")}`;
    // Of several processes, one makes it; the others read that.
    await this.#settings.set(settingName, made, { expected: null });
    return parse(await this.#settings.get(settingName));
  }
}

function parse(text: string | null): Buffer {
  const [, secret] = form.exec(text ?? "") ?? [];
  if (secret !== undefined) return Buffer.from(secret, "base64url");
  throw new RevimgError(
    "invalid_config",
    "The secret of image addresses in this index can't be read. A newer version may have written it.",
  );
}
