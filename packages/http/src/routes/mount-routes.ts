import type { ServedIndex } from "../collections/served-index.js";
import { allows } from "../guard/access-key.js";
import type { Guard } from "../guard/guard.js";
import type { ImageLinks } from "../links/image-links.js";
import type { FairTurns } from "../operations/fair-turns.js";
import type { OperatedApp } from "../operations/operate.js";
import {
  clientName,
  type RequestContext,
  type RequestMiddleware,
} from "../operations/request-facts.js";
import type { ThoroughTurns } from "../operations/thorough-turns.js";
import { createProblem, problemResponse } from "../problem.js";
import { SourceFolders } from "../source-folders.js";
import { plainAddress } from "../wire/image-address.js";
import type { ImageView } from "../wire/image-view.js";
import type { Route, RouteContext } from "./route.js";

export interface MountOptions {
  guard: Guard;
  turns: FairTurns;
  thorough: ThoroughTurns;
  /** Comes before every path, as Hono writes it. Default `""`. */
  prefix?: string;
  /** Says which index a request is for. */
  choose: RequestMiddleware;
  /** What is the same for every request. */
  shared: Omit<RouteContext, OfRequest>;
  /** Null: pictures need no key, or always need one. */
  links: ImageLinks | null;
}

type OfRequest =
  | ("request" | "parameter" | "takeTurn" | "refuseThorough" | "takeThoroughTurn")
  | ("imageView" | "folders" | keyof ServedIndex);

/**
 * Adds the routes to an app. A route is answered after the guard of its scope has let the
 * request pass. Other methods of its address get 405 with the methods there are.
 */
export function mountRoutes(
  app: Pick<OperatedApp, "on" | "all">,
  routes: readonly Route[],
  { guard, turns, thorough, prefix = "", choose, shared, links }: MountOptions,
): void {
  const honoPath = (path: string) => `${prefix}${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
  const ownFolders = new SourceFolders(shared.host.sources);
  for (const route of routes) {
    const path = honoPath(route.path);
    const answer = (context: RequestContext) => {
      const request = context.req.raw;
      const folders = context.get("index").isOwn ? ownFolders : noFolders;
      return route.answer({
        ...{ ...shared, ...context.get("index"), request },
        parameter: (name) => parameterOf(route, context.req.param(name), name),
        folders,
        imageView: () => imageView(context, folders, links),
        takeTurn: (work) => turns.run(clientName(context), request.signal, work),
        refuseThorough: () => thorough.refusal(context),
        takeThoroughTurn: (work) => thorough.run(context, work),
      });
    };
    app.on(route.method, path, choose, guard(route), answer);
  }
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map(({ method }) => method);
    const allow = methods.flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]));
    app.all(honoPath(path), methodProblem(allow.join(", ")));
  }
}

/** The sources are those of the server's own index. */
const noFolders = new SourceFolders();

/** Who may only write must not see pictures by the addresses in answers. */
async function imageView(
  context: RequestContext,
  folders: SourceFolders,
  links: ImageLinks | null,
): Promise<ImageView> {
  const { name, basePath } = context.get("index");
  const caller = context.get("caller");
  const mayRead = caller.kind === "key" && allows(caller.key, "read");
  const addressOf =
    links && mayRead ? await links.addresses(name, basePath) : plainAddress(basePath);
  return { addressOf, folderOf: (sources) => folders.nameOf(sources) };
}

function parameterOf({ path }: Route, value: string | undefined, name: string): string {
  if (value === undefined) throw new Error(`${path} has no {${name}}.`);
  return value;
}

function methodProblem(allow: string): () => Response {
  const problem = createProblem("unsupported", `This address answers ${allow} only.`, 405);
  return () => problemResponse(problem, { allow });
}
