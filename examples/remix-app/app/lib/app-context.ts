import type { AdminAccess } from "../admin/admin-access";
import type { LibrarySnapshot } from "./library";

/** A picture that a visitor has searched with. */
export interface KeptPicture {
  /** Name of the visitor's file. */
  name: string;
  bytes: Uint8Array;
}

/** Keeps pictures of searches for a while, so that these have an address. */
export interface UploadKeeper {
  /** Resolves to an id that nobody can guess. */
  keep(picture: KeptPicture): Promise<string>;
  /** Null for an unknown id, and for a picture whose time is over. */
  read(id: string): Promise<KeptPicture | null>;
}

/** The sample gallery, by the slugs of its pictures. Null for an unknown one. */
export interface SamplePictures {
  titleOf(slug: string): string | null;
  read(slug: string): Promise<Uint8Array | null>;
}

/** What answers a search: the server, or the page itself where it talks to an API elsewhere. */
export interface SearchContext {
  /** Answers every request below `/api`. Waits while the index is being opened. */
  api(request: Request): Promise<Response>;
  uploads: UploadKeeper;
  samples: SamplePictures;
  /** Makes a picture smaller for a question about its look alone. Absent where sending is cheap. */
  shrink?(picture: Blob): Promise<Blob>;
}

/** What the server hands to every loader and action. */
export interface AppContext extends SearchContext {
  /** Never waits for the index. */
  snapshot(): Promise<LibrarySnapshot>;
  /** Logins, and what only an admin may have. Waits like `api`. */
  admin: AdminAccess;
}

declare module "@remix-run/node" {
  interface AppLoadContext extends AppContext {
    /** Who asks, as proxies in front tell it that are believed. */
    client: { address: string | null; protocol: string };
  }
  /** Loaders' types are those of single fetch. */
  interface Future {
    v3_singleFetch: true;
  }
}
