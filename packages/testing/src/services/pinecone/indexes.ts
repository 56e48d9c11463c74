import { controlRefusal, type Request } from "./answer.js";
import { onlyFields } from "./checks.js";
import { Namespaces } from "./namespaces.js";

export interface PineconeIndexSettings {
  name: string;
  dimension: number;
  metric?: "cosine" | "dotproduct" | "euclidean";
}

export interface Index extends Required<PineconeIndexSettings> {
  namespaces: Namespaces;
  readyAt: number;
  /** Of its data plane, without a scheme, as the service writes it. */
  host: string;
  spec: object;
}

/** Answers the requests to the control plane, as the service's reference says. */
export class Indexes {
  readonly #indexes = new Map<string, Index>();
  readonly #visibilityMs: () => number;
  readonly #makeHost: (index: Index) => Promise<string>;
  /** How long a new index is being initialised, in milliseconds. */
  initializationMs = 0;

  constructor(visibilityMs: () => number, makeHost: (index: Index) => Promise<string>) {
    this.#visibilityMs = visibilityMs;
    this.#makeHost = makeHost;
  }

  async add(
    { name, dimension, metric = "cosine" }: PineconeIndexSettings,
    spec: object = { serverless: { cloud: "aws", region: "us-east-1" } },
  ): Promise<Index> {
    const namespaces = new Namespaces(this.#visibilityMs());
    const readyAt = Date.now() + this.initializationMs;
    const index: Index = { name, dimension, metric, namespaces, readyAt, host: "", spec };
    this.#indexes.set(name, index);
    index.host = await this.#makeHost(index);
    return index;
  }

  get all(): Index[] {
    return [...this.#indexes.values()];
  }

  async answer({ method, path, body }: Request): Promise<{ status: number; body: object }> {
    const name = /^\/indexes\/([^/]+)$/.exec(path)?.[1];
    if (path === "/indexes" && method === "POST") {
      return { status: 201, body: model(await this.#create(body ?? {})) };
    }
    if (path === "/indexes" && method === "GET") {
      return { status: 200, body: { indexes: this.all.map(model) } };
    }
    const index = name === undefined ? undefined : this.#indexes.get(decodeURIComponent(name));
    if (!index) throw controlRefusal(404, "NOT_FOUND", `Resource ${name} not found`);
    if (method === "GET") return { status: 200, body: model(index) };
    throw controlRefusal(405, "METHOD_NOT_ALLOWED", `${method} is not supported here`);
  }

  async #create(body: Record<string, unknown>): Promise<Index> {
    onlyFields(body, ["name", "dimension", "metric", "spec", "vector_type", "deletion_protection"]);
    const { name, dimension, metric = "cosine" } = body;
    const { serverless } = (body.spec ?? {}) as { serverless?: Record<string, unknown> };
    if (typeof name !== "string" || !/^[a-z0-9]([a-z0-9-]{0,43}[a-z0-9])?$/.test(name)) {
      throw controlRefusal(400, "INVALID_ARGUMENT", "Name must be 1 to 45 of a-z, 0-9 and -");
    }
    if (typeof dimension !== "number" || !(dimension >= 1 && dimension <= 20_000)) {
      throw controlRefusal(400, "INVALID_ARGUMENT", "Dimension must be 1 to 20000");
    }
    if (metric !== "cosine" && metric !== "dotproduct" && metric !== "euclidean") {
      throw controlRefusal(400, "INVALID_ARGUMENT", "There is no such metric");
    }
    if (typeof serverless?.cloud !== "string" || typeof serverless.region !== "string") {
      throw controlRefusal(400, "INVALID_ARGUMENT", "A cloud and a region must be given");
    }
    if (this.#indexes.has(name)) {
      throw controlRefusal(409, "ALREADY_EXISTS", "Resource already exists");
    }
    return this.add({ name, dimension, metric }, { serverless });
  }
}

function model({ name, dimension, metric, readyAt, host, spec }: Index): object {
  const ready = Date.now() >= readyAt;
  return {
    name,
    dimension,
    metric,
    host,
    spec,
    vector_type: "dense",
    deletion_protection: "disabled",
    status: { ready, state: ready ? "Ready" : "Initializing" },
  };
}
