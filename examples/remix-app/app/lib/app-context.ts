import type { Revimg } from "@revimg/core";
import type { LibrarySnapshot } from "./library";

/** What the server hands to every loader and action. */
export interface AppContext {
  /** Answers every request below `/api`. Waits while the index is being opened. */
  api(request: Request): Promise<Response>;
  /** The open index. Waits while it is being opened. */
  revimg(): Promise<Revimg>;
  /** Never waits for the index. */
  snapshot(): Promise<LibrarySnapshot>;
}

declare module "@remix-run/node" {
  interface AppLoadContext extends AppContext {}
  /** Loaders' types are those of single fetch. */
  interface Future {
    v3_singleFetch: true;
  }
}
