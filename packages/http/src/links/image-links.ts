import { createHmac, timingSafeEqual } from "node:crypto";
import type { RevimgSettings } from "@revimg/core";
import { type ImageAddress, type ImageVariant, plainAddress } from "../wire/image-address.js";
import { LinkSecret } from "./link-secret.js";

/** What an address with a signature says. */
export interface ImageLink {
  /** Name of the collection; null for the server's own index without a name. */
  collection: string | null;
  id: string;
  variant: ImageVariant;
  /** Seconds since 1970. */
  expires: number;
}

/**
 * Addresses of pictures that work without a key for some time: a browser sends no key
 * with `<img src>`. They are signed with HMAC-SHA256 (RFC 2104).
 */
export class ImageLinks {
  readonly #secret: LinkSecret;
  readonly #seconds: number;

  /** `seconds`: how long an address works, at least. */
  constructor(settings: RevimgSettings, seconds: number) {
    this.#secret = new LinkSecret(settings);
    this.#seconds = seconds;
  }

  /** Makes the addresses of pictures of one index, which lies at `basePath`. */
  async addresses(collection: string | null, basePath: string): Promise<ImageAddress> {
    const secret = await this.#secret.get();
    const expires = this.#expires();
    return (id, variant) => {
      const address = plainAddress(basePath)(id, variant);
      const signature = sign({ collection, id, variant, expires }, secret).toString("base64url");
      const separator = address.includes("?") ? "&" : "?";
      return `${address}${separator}expires=${expires}&signature=${signature}`;
    };
  }

  /** Seconds for which an address still works; null when it does not, or was changed. */
  async secondsLeft(link: ImageLink, signature: string): Promise<number | null> {
    const seconds = link.expires - Math.floor(Date.now() / 1000);
    if (!/^[A-Za-z0-9_-]{43}$/.test(signature) || !(seconds > 0)) return null;
    const expected = sign(link, await this.#secret.get());
    return timingSafeEqual(Buffer.from(signature, "base64url"), expected) ? seconds : null;
  }

  /** The same for a while, so that browsers find a picture in their cache. */
  #expires(): number {
    const step = Math.ceil(this.#seconds / 2);
    const now = Date.now() / 1000;
    return (Math.floor(now / step) + 1) * step + this.#seconds;
  }
}

function sign({ collection, id, variant, expires }: ImageLink, secret: Buffer): Buffer {
  // JSON keeps the parts apart: no two links are the same text.
  const text = JSON.stringify(["image", collection, id, variant, expires]);
  return createHmac("sha256", secret).update(text).digest();
}
