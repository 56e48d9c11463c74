import { markOf } from "../collection/copy-marks.js";
import type { Engine } from "../engine/engine.js";
import { areHashesAlike } from "../search/tiers/are-hashes-alike.js";
import type { ImageRecord } from "../stores/image-record.js";

/**
 * Nearest pictures whose features are compared. Of 62 photos among 2,056 pictures, with
 * 12 copies of each, all copies were among the 39 nearest.
 */
const mostNeighbours = 48;

/** The lowest cosine at which hashes are compared. Mirror images had 0.89 and more. */
const leastCosine = 0.75;

/**
 * The pictures that may be copies of one: of its nearest neighbours those whose features
 * lie alike, or whose hashes are nearly equal. Pictures that a person called different
 * are left out, and so are copies whose vectors are not near. Rejects as the stores do,
 * and with the signal's reason.
 */
export async function findCandidates(
  { vectors, metadata, pictures }: Engine,
  record: ImageRecord,
  signal: AbortSignal | undefined,
): Promise<ImageRecord[]> {
  const [vector] = await vectors.fetch([record.id], { signal });
  if (!vector) return [];
  const nearest = await vectors.query({ vector, topK: mostNeighbours + 1, signal });
  const hits = nearest.filter(({ id }) => id !== record.id);
  const ids = [record.id, ...hits.map(({ id }) => id)];
  const [own, ...others] = await metadata.signatures(ids, { signal });
  const areAligned = own ? await pictures.alignSignatures(own, others, signal) : [];
  const aligned = new Set(hits.filter((_, i) => areAligned[i]).map(({ id }) => id));
  const near = hits.filter(({ id, score }) => aligned.has(id) || score >= leastCosine);
  if (near.length === 0) return [];
  const rows = await metadata.get(
    near.map(({ id }) => id),
    { signatures: false, signal },
  );
  return rows.filter(
    (row): row is ImageRecord =>
      row?.status === "indexed" &&
      (aligned.has(row.id) || areHashesAlike(record, row)) &&
      markOf(record, row) !== "different",
  );
}
