import { RevimgError } from "@revimg/core";
import type { ChromaCollection } from "./client.js";
import type { ChromaConnection, Lease } from "./connection.js";
import { howToCreate, isNotFound } from "./errors.js";

/**
 * Where the collection notes the dimension of its vectors. The server knows it only
 * from the first vector on.
 */
const dimensionKey = "revimg:dimension";

/**
 * The collection of a space. Chroma's names must end with a letter or digit. A
 * space's name has no dot, so a name with an ending after a dot is never the name of
 * another space.
 */
export function collectionName(prefix: string, space: string): string {
  const name = `${prefix}.${space}`;
  return /[a-z0-9]$/.test(space) ? name : `${name}.x`;
}

/**
 * Makes the collection if it is absent, and checks it if it is there. Resolves to the
 * most records that one request may have.
 */
export async function openCollection(
  connection: ChromaConnection,
  name: string,
  dimension: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  connection.forget();
  return connection.run(signal, async (lease) => {
    await checkVersion(connection, lease);
    const collection = await findOrCreate(connection, lease, name, dimension);
    const distance = distanceOf(collection);
    if (distance !== "cosine") {
      throw mismatch(`The collection ${name} measures ${distance} distance, not cosine`, name);
    }
    const known = await dimensionOf(collection);
    if (known !== undefined && known !== dimension) {
      throw mismatch(
        `The collection ${name} has vectors of ${known} dimensions, not ${dimension}`,
        name,
      );
    }
    const most = await lease.client.getMaxBatchSize();
    return most >= 1 ? most : Number.POSITIVE_INFINITY;
  });
}

export async function dropCollection(
  connection: ChromaConnection,
  name: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await connection.run(signal, async ({ client }) => {
    try {
      await client.deleteCollection({ name });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  });
}

async function checkVersion({ place }: ChromaConnection, { client }: Lease): Promise<void> {
  let version: string | undefined;
  try {
    version = await client.version();
  } catch (error) {
    // Servers before 0.5.16 have other addresses.
    if (!isNotFound(error)) throw error;
  }
  if (typeof version === "string" && Number.parseInt(version, 10) >= 1) return;
  const found = /^\d[\w.+-]{0,40}$/.test(`${version}`) ? `runs version ${version}` : "is no Chroma";
  throw new RevimgError(
    "invalid_config",
    `The server at ${place} ${found}; Chroma 1.0 or newer is needed. Update it (npm install chromadb@latest, then chroma run), or name another: chroma({ url }).`,
    { adapter: "chroma", details: { server: place } },
  );
}

async function findOrCreate(
  { settings, place }: ChromaConnection,
  lease: Lease,
  name: string,
  dimension: number,
): Promise<ChromaCollection> {
  try {
    return await lease.collection(name);
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  const { efConstruction, efSearch, maxNeighbors } = settings.hnsw;
  try {
    // If several processes get here at once, one of them makes it.
    return await lease.client.getOrCreateCollection({
      name,
      embeddingFunction: null,
      configuration: {
        hnsw: {
          space: "cosine",
          ef_construction: efConstruction,
          ef_search: efSearch,
          max_neighbors: maxNeighbors,
        },
      },
      metadata: { [dimensionKey]: dimension },
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const { tenant, database } = settings;
    throw new RevimgError(
      "invalid_config",
      `Chroma at ${place} has no tenant ${tenant} with a database ${database}. ${howToCreate}`,
      { adapter: "chroma", details: { server: place }, cause: error },
    );
  }
}

/**
 * Older versions of Chroma keep the distance in the metadata of a collection. `l2` is
 * Chroma's default.
 */
function distanceOf({ configuration, metadata }: ChromaCollection): string {
  const { hnsw, spann } = configuration;
  return String(hnsw?.space ?? spann?.space ?? metadata?.["hnsw:space"] ?? "l2");
}

async function dimensionOf(collection: ChromaCollection): Promise<number | undefined> {
  const noted = collection.metadata?.[dimensionKey];
  if (typeof noted === "number") return noted;
  const { embeddings } = await collection.get({ limit: 1, include: ["embeddings"] });
  return embeddings[0]?.length;
}

function mismatch(complaint: string, name: string): RevimgError {
  return new RevimgError(
    "index_mismatch",
    `${complaint}. Open it with the model it was made with, or keep this index apart: chroma({ collectionPrefix }).`,
    { adapter: "chroma", details: { collection: name } },
  );
}
