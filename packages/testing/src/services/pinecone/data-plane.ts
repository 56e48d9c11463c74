import { absent, invalid, type Request } from "./answer.js";
import { filterOf, idsOf, limits, namespaceOf, onlyFields, recordOf, valuesOf } from "./checks.js";
import type { Namespaces, StoredRecord } from "./namespaces.js";

/** Answers the requests to one index, as the service's reference for its data plane says. */
export function answerData(request: Request, dimension: number, namespaces: Namespaces): object {
  const { method, path, parameters, body } = request;
  switch (`${method} ${path}`) {
    case "POST /vectors/upsert":
      return upsert(body ?? {}, dimension, namespaces);
    case "POST /query":
      return query(body ?? {}, dimension, namespaces);
    case "GET /vectors/fetch":
      return fetchRecords(parameters, namespaces);
    case "GET /vectors/list":
      return list(parameters, namespaces);
    case "POST /vectors/delete":
      return deleteRecords(body ?? {}, namespaces);
    case "POST /describe_index_stats":
      return stats(body ?? {}, dimension, namespaces);
    default:
      throw absent(`There is no ${method} ${path}.`);
  }
}

type Body = Record<string, unknown>;

function upsert(body: Body, dimension: number, namespaces: Namespaces): object {
  onlyFields(body, ["vectors", "namespace"]);
  const { vectors } = body;
  if (!Array.isArray(vectors) || vectors.length === 0) {
    throw invalid("Must provide at least one vector to upsert");
  }
  if (vectors.length > limits.upsertRecords) {
    throw invalid(`The number of vectors must be at most ${limits.upsertRecords}`);
  }
  const records = vectors.map((vector) => recordOf(vector, dimension));
  namespaces.upsert(namespaceOf(body.namespace), records);
  return { upsertedCount: records.length };
}

function query(body: Body, dimension: number, namespaces: Namespaces): object {
  onlyFields(body, ["vector", "topK", "filter", "includeValues", "includeMetadata", "namespace"]);
  const { topK, filter, includeValues = false, includeMetadata = false } = body;
  if (typeof topK !== "number" || !Number.isInteger(topK) || topK < 1 || topK > limits.topK) {
    throw invalid(`topK must be a whole number of 1 to ${limits.topK}`);
  }
  const vector = valuesOf(body.vector, dimension);
  const name = namespaceOf(body.namespace);
  const passes = filter === undefined ? () => true : filterOf(filter);
  const matches = [...namespaces.read(name)]
    .filter(([, { metadata }]) => passes(metadata ?? {}))
    .map(([id, record]) => ({ id, record, score: cosine(vector, record.values) }))
    .sort((a, b) => b.score - a.score)
    .slice(0, topK)
    .map(({ id, record, score }) => ({
      id,
      score,
      values: includeValues ? Array.from(record.values) : [],
      ...(includeMetadata === true && record.metadata && { metadata: record.metadata }),
    }));
  const answer = { matches, namespace: name, usage: { readUnits: 1 } };
  if (Buffer.byteLength(JSON.stringify(answer)) > limits.answerBytes) {
    throw invalid("The result is larger than 4 MB. Lower topK, or leave values and metadata out.");
  }
  return answer;
}

function cosine(a: Float32Array, b: Float32Array): number {
  let [dot, squaresA, squaresB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    squaresA += a[i]! ** 2;
    squaresB += b[i]! ** 2;
  }
  return Math.fround(dot / Math.sqrt(squaresA * squaresB));
}

function fetchRecords(parameters: URLSearchParams, namespaces: Namespaces): object {
  const ids = idsOf(parameters.getAll("ids"), limits.fetchIds);
  const name = namespaceOf(parameters.get("namespace") ?? undefined);
  const namespace = namespaces.read(name);
  const found = ids.flatMap((id): [string, object][] => {
    const record = namespace.get(id);
    return record ? [[id, asJson(id, record)]] : [];
  });
  // Not an object's own setter where an id is __proto__.
  return { vectors: Object.fromEntries(found), namespace: name, usage: { readUnits: 1 } };
}

function asJson(id: string, { values, metadata }: StoredRecord): object {
  return { id, values: Array.from(values), ...(metadata && { metadata }) };
}

/** In the order of the ids' text, as the service says it lists them. */
function list(parameters: URLSearchParams, namespaces: Namespaces): object {
  const limit = Number(parameters.get("limit") ?? limits.listIds);
  if (!Number.isInteger(limit) || limit < 1 || limit > limits.listIds) {
    throw invalid(`limit must be a whole number of 1 to ${limits.listIds}`);
  }
  const token = parameters.get("paginationToken");
  const after = token === null ? "" : lastOf(token);
  const prefix = parameters.get("prefix") ?? "";
  const name = namespaceOf(parameters.get("namespace") ?? undefined);
  const rest = [...namespaces.read(name).keys()]
    .filter((id) => id > after && id.startsWith(prefix))
    .sort();
  const page = rest.slice(0, limit);
  const next = Buffer.from(JSON.stringify({ after: page.at(-1) })).toString("base64");
  return {
    vectors: page.map((id) => ({ id })),
    ...(rest.length > limit && { pagination: { next } }),
    namespace: name,
    usage: { readUnits: 1 },
  };
}

function lastOf(token: string): string {
  try {
    const { after } = JSON.parse(Buffer.from(token, "base64").toString());
    if (typeof after === "string") return after;
  } catch {
    // Refused below.
  }
  throw invalid("Invalid pagination token");
}

function deleteRecords(body: Body, namespaces: Namespaces): object {
  onlyFields(body, ["ids", "deleteAll", "namespace"]);
  const name = namespaceOf(body.namespace);
  if ((body.ids === undefined) === (body.deleteAll !== true)) {
    throw invalid("Exactly one of ids and deleteAll must be given.");
  }
  const ids = body.deleteAll === true ? "all" : idsOf(body.ids, limits.deleteIds);
  if (!namespaces.has(name)) throw absent("Namespace not found");
  namespaces.delete(name, ids);
  return {};
}

function stats(body: Body, dimension: number, namespaces: Namespaces): object {
  onlyFields(body, []);
  const counts = Object.entries(namespaces.counts());
  return {
    namespaces: Object.fromEntries(counts.map(([name, vectorCount]) => [name, { vectorCount }])),
    dimension,
    metric: "cosine",
    vectorType: "dense",
    indexFullness: 0,
    totalVectorCount: counts.reduce((sum, [, count]) => sum + count, 0),
  };
}
