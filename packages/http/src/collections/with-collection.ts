import { isRevimgError } from "@revimg/core";
import { type Caller, readCaller } from "../guard/identify.js";
import { brokenLink, foreignKey, missingKey, opens, refusedKey } from "../guard/refusals.js";
import type { ImageLinks } from "../links/image-links.js";
import { linkOfRequest } from "../links/link-of-request.js";
import type { RequestContext, RequestMiddleware } from "../operations/request-facts.js";
import { createProblem, problemResponse } from "../problem.js";
import { isCollectionName } from "./collection-name.js";
import type { Held, OpenCollections } from "./open-collections.js";
import type { ServedCollection } from "./serve-collections.js";
import type { ServedIndex } from "./served-index.js";
import { whenSent } from "./when-sent.js";

export interface WithCollectionOptions {
  collections: OpenCollections<ServedCollection>;
  /** The server's own index, which may have a name below `/c/` too. */
  own: ServedIndex;
  /** Whether reading needs a key. Then strangers do not hear which collections there are. */
  isKeyed: boolean;
  /** The signed addresses that open pictures where it does; null: there are none. */
  links: ImageLinks | null;
}

/**
 * Opens the collection that a request names, for as long as its answer takes. Who
 * certainly may not use it gets an answer without that.
 */
export function withCollection(options: WithCollectionOptions): RequestMiddleware {
  const { collections, own, isKeyed, links } = options;
  const named = { ...own, basePath: `${own.basePath}/c/${own.name}` };
  return async (context, next) => {
    const name = context.req.param("collection");
    const caller = context.get("caller");
    const isOpenTo = caller.kind === "key" && opens(caller, name ?? "");
    if (isKeyed && caller.kind === "anonymous") {
      const signed = linkOfRequest(context.req, name ?? null);
      if (signed === null || links === null) return missingKey();
      if ((await links.secondsLeft(signed.link, signed.signature)) === null) return brokenLink();
    }
    if (caller.kind === "key" && !isOpenTo) return foreignKey();
    if (!isCollectionName(name)) return unknown(isKeyed && !isOpenTo);
    if (name === own.name) {
      context.set("index", named);
      return next();
    }
    let held: Held<ServedCollection>;
    try {
      held = await collections.hold(name);
    } catch (error) {
      if (isRevimgError(error, "not_found")) return unknown(isKeyed && !isOpenTo);
      throw error;
    }
    try {
      const { index } = held.collection;
      context.set("index", index);
      if (!isOpenTo) context.set("caller", await callerOf(context, index));
      await next();
    } catch (error) {
      held.release();
      throw error;
    }
    releaseWhenSent(context, held);
  };
}

/** Who asks, by the keys that the collection keeps itself. */
async function callerOf(context: RequestContext, index: ServedIndex): Promise<Caller> {
  const before = context.get("caller");
  if (before.kind === "anonymous") return before;
  return readCaller(context.req.header("authorization"), index.keys, index.name);
}

/** Pictures and events are read from the index while they are sent. */
function releaseWhenSent(context: RequestContext, held: Held<ServedCollection>): void {
  const { res, req } = context;
  const type = res.headers.get("content-type") ?? "";
  const isInMemory = /^application\/(problem\+)?json/.test(type) || req.method === "HEAD";
  if (isInMemory) held.release();
  else context.res = whenSent(res, req.raw.signal, held.release);
}

function unknown(isSecret: boolean): Response {
  if (isSecret) return refusedKey();
  return problemResponse(createProblem("not_found", "There is no collection of this name."));
}
