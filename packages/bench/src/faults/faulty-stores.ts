import type { BlobStore, MetadataStore, VectorStore } from "@revimg/core";
import type { FaultKind, FaultPlan } from "./fault-plan.js";

export interface Stores {
  vectors: VectorStore;
  metadata: MetadataStore;
  blobs: BlobStore;
}

/** Any call may meet these. */
const anywhere: readonly FaultKind[] = ["refused", "broken", "lost", "late", "cut"];

/** More faults of some calls. A batch of rows is all or nothing by contract, so none is torn. */
const more: Record<string, readonly FaultKind[]> = {
  "vectors.upsert": ["torn", "full"],
  "vectors.delete": ["torn"],
  "blobs.delete": ["torn"],
  "blobs.put": ["full"],
  "metadata.put": ["full"],
  "blobs.get": ["flipped"],
};

/** These answer at once, or must be able to clean up. */
const exempt = new Set(["list", "close", "clone"]);

/** Leases of an owner whose release failed keep others waiting: not for long here. */
const leaseMs = 1_200;

/** The stores with the faults of a plan at every call. Closing is left to whoever opened them. */
export function faultyStores(stores: Stores, plan: FaultPlan): Stores {
  const { capabilities } = stores.metadata;
  return {
    vectors: faulty("vectors", stores.vectors, plan),
    metadata: faulty(
      "metadata",
      { ...stores.metadata, capabilities: { ...capabilities, leaseMs } },
      plan,
    ),
    blobs: faulty("blobs", stores.blobs, plan),
  };
}

function faulty<Store extends object>(name: string, store: Store, plan: FaultPlan): Store {
  return new Proxy(store, {
    get(target, key) {
      const value = Reflect.get(target, key, target);
      if (typeof value !== "function") return value;
      const method = value.bind(target);
      const point = `${name}.${String(key)}`;
      if (typeof key === "symbol" || (exempt.has(key) && point !== "metadata.list")) return method;
      const kinds = [...anywhere, ...(more[point] ?? [])];
      return (...words: unknown[]) =>
        plan.run({
          point,
          kinds,
          whole: () => method(...words),
          half: () => method(...halved(words)),
          flip: flipped as never,
        });
    },
  });
}

function halved([batch, ...rest]: unknown[]): unknown[] {
  const values = batch as readonly unknown[];
  return [values.slice(0, Math.ceil(values.length / 2)), ...rest];
}

type Blob = Awaited<ReturnType<BlobStore["get"]>>;

/** The blob with one bit of its first chunk turned over. */
function flipped(blob: Blob): Blob {
  if (!blob) return blob;
  let isFirst = true;
  const flip = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const copy = chunk.slice();
      if (isFirst && copy.length > 0) copy[copy.length >> 1]! ^= 16;
      isFirst = false;
      controller.enqueue(copy);
    },
  });
  return { ...blob, stream: blob.stream.pipeThrough(flip) };
}
