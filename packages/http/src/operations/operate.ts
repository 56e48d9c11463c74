import type { Hono } from "hono";
import { BodyBudget, type BodyLimits } from "../body-budget.js";
import type { ServedIndex } from "../collections/served-index.js";
import { crossOrigin } from "../cross-origin.js";
import { identify } from "../guard/identify.js";
import { type AccessLogEntry, accessLog } from "./access-log.js";
import { allowHosts } from "./allow-hosts.js";
import { type Connection, createClientReader } from "./client.js";
import { compress } from "./compress.js";
import { dressAnswers } from "./dress-answers.js";
import { limitRate, type RateLimit } from "./limit-rate.js";
import type { Metrics } from "./metrics.js";
import { clientName, type RequestVariables, readFacts } from "./request-facts.js";
import { traceRequests } from "./trace-requests.js";

/** How a server behaves towards the network. */
export interface OperationOptions {
  /** How many bytes of bodies are held at one time. What is more is `overloaded`. */
  bodies?: BodyLimits;
  /**
   * Origins whose pages may ask this server from a browser, such as
   * `["https://shop.example"]`; `"*"` for all. Default: none but its own.
   */
  cors?: "*" | readonly string[];
  /**
   * Host names that are answered, without a port. Default: all. `serve` on the loopback
   * interface answers local names only, unless this or `trustProxy` is given.
   */
  hosts?: readonly string[];
  /**
   * Called once for each request, when its answer begins. Default: nobody is told.
   */
  log?: (entry: AccessLogEntry) => void;
  /** How often one client may ask; pictures and probes do not count. Default: as often as it likes. */
  rateLimit?: RateLimit;
  /**
   * Addresses and networks (`"10.0.0.0/8"`) of the proxies in front. Only they are
   * believed in `Forwarded` and `X-Forwarded-For`, `-Proto` and `-Host`. Default: nobody.
   */
  trustProxy?: readonly string[];
}

/** What an app of routes is, to the middleware in front of them. */
export type OperatedApp = Hono<{ Variables: RequestVariables; Bindings: Connection }>;

/** Puts the middleware of this folder in front of an app's routes. */
export function operate(
  app: OperatedApp,
  { bodies, cors, hosts, log, rateLimit, trustProxy }: OperationOptions,
  { own, metrics }: { own: ServedIndex; metrics: Metrics },
): void {
  app.use(readFacts(createClientReader(trustProxy)));
  app.use(traceRequests());
  app.use(metrics.middleware);
  if (log !== undefined) app.use(accessLog(log));
  app.use(compress());
  app.use(dressAnswers());
  if (hosts !== undefined) app.use(allowHosts(hosts));
  if (cors !== undefined) app.use(crossOrigin(cors));
  app.use(identify(own.keys, own.name));
  if (rateLimit !== undefined) {
    const free = /^(\/c\/[\w-]+\/image\/|\/image\/|\/health\/)/;
    app.use(limitRate(rateLimit, (path) => !free.test(path.slice(own.basePath.length))));
  }
  const budget = new BodyBudget(bodies);
  app.use((context, next) => budget.during(context.req.raw, clientName(context), next));
}
