import { setTimeout as delay } from "node:timers/promises";
import { RevimgError } from "@revimg/core";
import type { IndexDescription } from "./client.js";
import type { PineconeConnection } from "./connection.js";
import { isNotFound } from "./errors.js";

const pollMs = 500;

/**
 * The address of the index. Waits until it is ready, and checks that it has the
 * cosine metric and this dimension. Makes an absent index if the options ask for it.
 */
export async function findIndex(
  connection: PineconeConnection,
  dimension: number,
  signal: AbortSignal | undefined,
): Promise<string> {
  const { settings } = connection;
  const found = await describe(connection, signal);
  const description = found ?? (await create(connection, dimension, signal));
  check(description, settings.index, dimension);
  const { host } = description;
  // If the emulator has no certificate, its indexes have none either.
  const isPlain = settings.endpoint?.startsWith("http:") && !/^https?:/.test(host);
  return isPlain ? `http://${host}` : host;
}

/** Null if there is no such index. */
async function describe(
  connection: PineconeConnection,
  signal: AbortSignal | undefined,
): Promise<IndexDescription | null> {
  try {
    const { index } = connection.settings;
    return await connection.run(signal, (client) => client.describeIndex(index));
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

async function create(
  connection: PineconeConnection,
  dimension: number,
  signal: AbortSignal | undefined,
): Promise<IndexDescription> {
  const { index: name, create: wanted } = connection.settings;
  if (wanted === null) {
    throw new RevimgError(
      "invalid_config",
      `Pinecone has no index ${name} in this project. Create it, dense, with cosine metric and ${dimension} dimensions, or let it be made: pinecone({ create: { cloud: "aws", region: "us-east-1" } }).`,
      { adapter: "pinecone", details: { index: name } },
    );
  }
  const { cloud, region, timeoutMs } = wanted;
  await connection.run(signal, (client) =>
    client.createIndex({
      name,
      dimension,
      metric: "cosine",
      spec: { serverless: { cloud, region } },
      // Another process may be making it at the moment.
      suppressConflicts: true,
    }),
  );
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const description = await describe(connection, signal);
    if (description?.status.ready || Date.now() > deadline) {
      if (description) return description;
      throw notReady(name, "being made");
    }
    await delay(pollMs, undefined, { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
}

function check(
  { metric, dimension: has, vectorType, status }: IndexDescription,
  name: string,
  dimension: number,
): void {
  const complaint =
    metric !== "cosine"
      ? `measures by ${metric}, not cosine`
      : vectorType === "sparse"
        ? "holds sparse vectors"
        : has !== dimension
          ? `has ${has} dimensions, not ${dimension}`
          : null;
  if (complaint !== null) {
    throw new RevimgError(
      "index_mismatch",
      `The Pinecone index ${name} ${complaint}. Name or create one for this model: pinecone({ index }).`,
      { adapter: "pinecone", details: { index: name } },
    );
  }
  if (!status.ready) throw notReady(name, status.state);
}

function notReady(name: string, state: string): RevimgError {
  return new RevimgError(
    "store_failed",
    `The Pinecone index ${name} is not ready (${state}). Try again in a minute.`,
    { adapter: "pinecone", retryable: true, details: { index: name } },
  );
}
