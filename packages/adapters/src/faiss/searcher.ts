import type { FaissProcess } from "./faiss-process.js";
import type { FaissSettings } from "./options.js";
import type { IndexFile } from "./protocol.js";

/**
 * A page of results takes 58 rows. For many more than the 20 on which recall is measured,
 * a search would look into too few lists.
 */
const deepestIvf = 64;
/** For more rows, the exact scan is faster than messages to the child. */
const deepestFlat = 1_000;

/** Extra rows in each request, as some of the candidates may have changed since. */
const leastExtra = 64;

/** The nearest rows, as an index finds them. */
export interface FoundCandidates {
  revision: number;
  candidates: Int32Array;
  isAll: boolean;
}

/** A child that has loaded an index, and answers searches until it dies or has leaked too much. */
export class Searcher {
  readonly process: FaissProcess;
  readonly index: IndexFile;
  /** Called when the child should be replaced. */
  onUsedUp: (() => void) | undefined;
  /** Searches that it has answered. */
  answers = 0;
  readonly #revision: number;
  readonly #settings: FaissSettings;
  /** faiss-node never frees its copy of a query. */
  #leakedBytes = 0;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(process: FaissProcess, index: IndexFile, revision: number, settings: FaissSettings) {
    this.process = process;
    this.index = index;
    this.#revision = revision;
    this.#settings = settings;
  }

  get isUsedUp(): boolean {
    return this.#leakedBytes >= this.#settings.mostLeakedBytes;
  }

  /** Null if FAISS should not be asked, or gives no answer. Never rejects. */
  async search(
    vector: Float32Array,
    topK: number,
    changed: number,
  ): Promise<FoundCandidates | null> {
    const { rows, lists } = this.index;
    if (topK > (lists === null ? deepestFlat : deepestIvf)) return null;
    const extra = Math.min(changed, Math.max(leastExtra, topK));
    const wanted = Math.min(rows, topK + extra);
    const call = this.process.call("search", [vector, wanted], this.#settings.searchTimeoutMs);
    this.#underWay.add(call);
    try {
      const candidates = await call;
      this.answers++;
      return { revision: this.#revision, candidates, isAll: candidates.length === rows };
    } catch {
      return null;
    } finally {
      this.#underWay.delete(call);
      this.#leakedBytes += vector.byteLength;
      if (this.isUsedUp) this.onUsedUp?.();
    }
  }

  /** Ends the child when it has answered its open calls. */
  async retire(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.process.kill();
  }
}
