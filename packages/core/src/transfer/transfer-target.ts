import { randomUUID } from "node:crypto";
import { type Manifest, readManifest, writeManifest } from "../engine/index-manifest.js";
import { RevimgError } from "../lib/errors.js";
import type { OpenedStores } from "../open/open-stores.js";
import type { TransferSource } from "./transfer-source.js";

/** Key in a target's metadata store: what the target is filled from. */
const key = "transfer";

/** What a target is filled from. */
interface Mark {
  source: string;
  /** Identifies this target. When the source shows the same id, the two are one. */
  id: string;
}

/**
 * Makes an empty collection the copy of a source, or checks that it is one already;
 * then a run goes on. Opens its vector space. Rejects with `index_mismatch` when it
 * holds pictures of another index or another model's, `invalid_input` when source and
 * target are the same.
 */
export async function prepareTarget(
  target: OpenedStores,
  source: TransferSource,
  readSourceMeta: ((key: string) => Promise<string | null>) | null,
  signal: AbortSignal | undefined,
): Promise<Manifest> {
  const { metadata, vectors, collection } = target;
  const found = await readManifest(metadata);
  if (found) requireSameModel(found, source.manifest);
  const mark = await claim(target, source, signal);
  if (readSourceMeta && (await readSourceMeta(key)) === mark) throw sameStores();
  const manifest = found ?? (await writeManifest(metadata, inCollection(source, collection)));
  requireSameModel(manifest, source.manifest);
  await vectors.open({ space: manifest.space, dimension: manifest.model.dimension, signal });
  return manifest;
}

/** Throws when both are known to be one collection of one server or file. */
export function requireApart(source: OpenedStores, target: OpenedStores): void {
  const { location, name } = source.metadata;
  if (location === undefined || location !== target.metadata.location) return;
  if (name === target.metadata.name && source.collection === target.collection) throw sameStores();
}

function sameStores(): RevimgError {
  return new RevimgError(
    "invalid_input",
    "Source and target are the same index. Name other stores, another data folder or another collection for the target.",
  );
}

/** The mark of the target as text: its own, or a new one. */
async function claim(
  { metadata, collection }: OpenedStores,
  { identity }: TransferSource,
  signal: AbortSignal | undefined,
): Promise<string> {
  const text = await metadata.getMeta(key, { signal });
  if (text !== null && (JSON.parse(text) as Mark).source === identity) return text;
  const { count } = await metadata.stats({ signal });
  const rows = Object.values(count).reduce((sum, number) => sum + number, 0);
  if (rows > 0) {
    throw new RevimgError(
      "index_mismatch",
      `The target holds ${rows} pictures that are not a copy of this source (collection ${collection} in ${metadata.location ?? metadata.name}). Name an empty target, or another collection in it.`,
      { details: { rows } },
    );
  }
  const mark: Mark = { source: identity, id: randomUUID() };
  const fresh = JSON.stringify(mark);
  // Another run may claim the same empty target at this moment.
  if (await metadata.setMeta(key, fresh, { expected: text, signal })) return fresh;
  throw new RevimgError(
    "index_mismatch",
    "Another run has begun to fill the same target. Let it end, or name another target.",
  );
}

/** Names the space after its collection: two collections may share a vector store. */
function inCollection({ manifest, collection }: TransferSource, name: string): Manifest {
  const { space } = manifest;
  const rest = space.startsWith(`${collection}-`) ? space.slice(collection.length) : `-${space}`;
  return { ...manifest, space: `${name}${rest}`.slice(0, 100) };
}

function requireSameModel({ model: found }: Manifest, { model: expected }: Manifest): void {
  if (
    found.hash === expected.hash &&
    found.preprocessing === expected.preprocessing &&
    found.dimension === expected.dimension
  ) {
    return;
  }
  throw new RevimgError(
    "index_mismatch",
    `The target is an index of the model ${found.id} (${found.dtype}), the source of ${expected.id} (${expected.dtype}); their vectors can't be mixed. Name an empty target, or another collection in it.`,
    { details: { found, expected } },
  );
}
