import type { Revimg } from "@revimg/core";
import type { AdminAccess } from "../admin/admin-access";
import type { LibrarySnapshot } from "./library";

/** What the server hands to every loader and action. */
export interface AppContext {
  /** Answers every request below `/api`. Waits while the index is being opened. */
  api(request: Request): Promise<Response>;
  /** The open index. Waits while it is being opened. */
  revimg(): Promise<Revimg>;
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
