import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { createSqliteStores, type SideIndexState, type SqliteStores } from "@revimg/core/sqlite";
import { buildIndex } from "./build-index.js";
import { ChildCallError, FaissProcess } from "./faiss-process.js";
import { newFileName, removeIndexFiles } from "./index-files.js";
import type { FaissSettings } from "./options.js";
import { isRebuildDue, planIndex } from "./plan.js";
import { Searcher } from "./searcher.js";
import { readStamp, toStamp } from "./stamp.js";

const firstRetryMs = 100;
const lastRetryMs = 60_000;
/** If this many children in a row die with an index, the index is made again. */
const mostLoads = 3;

/**
 * Keeps the FAISS index of one space. It loads the index, lets a child make it again
 * when too much has changed, and starts a new child when one has died or leaked.
 * Until the new one is ready there is no searcher, and the table answers alone. All
 * stores of a process that have the space open share one keeper.
 */
export class IndexKeeper {
  readonly #settings: FaissSettings;
  readonly #space: string;
  readonly #dimension: number;
  readonly #stores: SqliteStores;
  #searcher: Searcher | null = null;
  /**
   * A child that does not search: it has nothing to do yet, is loading or making an
   * index, or will end.
   */
  #child: FaissProcess | null;
  #isBuilding = false;
  /** Name of the index that the table knows. */
  #file: string | undefined;
  /** At least as many as the slots that changed since the index was made. */
  #changed = 0;
  #work: Promise<void> | null = null;
  #isWanted = false;
  #failures = 0;
  #lastFailure: string | null = null;
  /** Why a child ended before it answered any search. */
  #dead: string | null = null;
  #closing: AbortController = new AbortController();

  private constructor(
    settings: FaissSettings,
    space: string,
    dimension: number,
    child: FaissProcess,
    stores: SqliteStores,
  ) {
    this.#settings = settings;
    this.#space = space;
    this.#dimension = dimension;
    this.#child = child;
    this.#stores = stores;
  }

  /** Rejects when FAISS can't be loaded, the folder can't be used, or the space has another dimension. */
  static async open(
    settings: FaissSettings,
    space: string,
    dimension: number,
  ): Promise<IndexKeeper> {
    // This comes first, so that nothing is left behind if FAISS is missing.
    const child = await FaissProcess.start(settings.binding);
    try {
      const { directory, scanThreads } = settings;
      const stores = await createSqliteStores({ directory, scanThreads });
      try {
        await stores.vectors.open({ space, dimension });
        const keeper = new IndexKeeper(settings, space, dimension, child, stores);
        keeper.#want();
        return keeper;
      } catch (error) {
        await stores.close();
        throw error;
      }
    } catch (error) {
      await child.kill();
      throw error;
    }
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  /** The searcher that answers now; null if there is none. */
  get searcher(): Searcher | null {
    return this.#searcher;
  }

  get changed(): number {
    return this.#changed;
  }

  get isBuilding(): boolean {
    return this.#isBuilding;
  }

  get lastFailure(): string | null {
    return this.#lastFailure;
  }

  /** Process ids of the children, the searching one first. */
  get processIds(): number[] {
    const children = [this.#searcher?.process, this.#child];
    return children.filter((child) => child && !child.hasEnded).map((child) => child!.pid!);
  }

  /** Call it when this many rows were written or removed. */
  noteChanges(rows: number): void {
    this.#changed += rows;
    const { searcher } = this;
    if (isRebuildDue(this.#changed, searcher?.index.rows ?? 0, this.#settings)) this.#want();
  }

  /** Resolves when there is nothing left to do. */
  async settled(): Promise<void> {
    while (this.#work) await this.#work;
  }

  /** Ends the children. A second call does nothing. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([this.#child?.kill(), this.#searcher?.process.kill()]);
    await this.#work;
    // A child that was being started.
    await this.#child?.kill();
    await this.#stores.close();
  }

  #want(): void {
    if (this.isClosed) return;
    this.#isWanted = true;
    this.#work ??= this.#run().finally(() => {
      this.#work = null;
      // There may be new work since the last look.
      if (this.#isWanted) this.#want();
    });
  }

  async #run(): Promise<void> {
    while (this.#isWanted && !this.isClosed) {
      this.#isWanted = false;
      try {
        await this.#step();
      } catch (error) {
        if (this.isClosed) return;
        this.#isWanted = true;
        await this.#pauseAfter(error);
      }
    }
  }

  async #pauseAfter(failure: unknown): Promise<void> {
    this.#lastFailure = failure instanceof Error ? failure.message : String(failure);
    const pauseMs = Math.min(lastRetryMs, firstRetryMs * 2 ** this.#failures++);
    const { signal } = this.#closing;
    await delay(pauseMs, undefined, { signal, ref: false }).catch(() => {});
  }

  async #step(): Promise<void> {
    const dead = this.#dead;
    this.#dead = null;
    if (dead) throw new Error(dead);
    if (this.#searcher && this.#searcher.answers > 0) this.#failures = 0;
    // The table answers until the next child has loaded the index. Two children at once would
    // need twice the memory.
    if (this.#searcher?.isUsedUp) await this.#retire();
    let state = await this.#table.state();
    if (!this.#searcher && state.stamp !== null) state = await this.#load(state, state.stamp);
    const indexRows = this.#searcher?.index.rows ?? 0;
    this.#changed = state.stamp === null ? state.rows : state.changed;
    if (!isRebuildDue(this.#changed, indexRows, this.#settings)) await this.#tidy();
    else if (state.rows === 0) await this.#discard();
    else await this.#build(state);
  }

  async #load(state: SideIndexState, stamp: string): Promise<SideIndexState> {
    const index = readStamp(stamp, this.#settings.directory);
    if (index?.dimension !== this.#dimension || this.#failures >= mostLoads) return this.#discard();
    this.#file = basename(index.path);
    const child = await this.#takeChild();
    try {
      await child.call("load", [index]);
    } catch (error) {
      await child.kill();
      if (!(error instanceof ChildCallError)) throw error;
      this.#lastFailure = `The FAISS index is made again: ${error.message}.`;
      return this.#discard();
    }
    this.#serve(new Searcher(child, index, state.builtRevision!, this.#settings));
    return state;
  }

  async #build(state: SideIndexState): Promise<void> {
    const { revision, rows } = state;
    const child = await this.#takeChild();
    const file = newFileName(this.#space);
    this.#isBuilding = true;
    try {
      const index = await buildIndex(child, this.#table, {
        plan: planIndex(rows, this.#dimension, this.#settings),
        path: join(this.#settings.directory, file),
        state,
      });
      const adopted = await this.#table.adopt({ revision, stamp: toStamp(index, file) });
      this.#file = file;
      this.#changed = adopted.changed;
      const next = new Searcher(child, index, revision, this.#settings);
      const before = this.#searcher;
      this.#serve(next);
      if (before) await this.#retire(before);
      // Enough may have changed in the meantime for another index.
      this.#isWanted = true;
    } catch (error) {
      await child.kill();
      throw error;
    } finally {
      this.#isBuilding = false;
      await this.#tidy();
    }
  }

  async #discard(): Promise<SideIndexState> {
    const state = await this.#table.discard();
    this.#file = undefined;
    await this.#retire();
    await this.#tidy();
    return state;
  }

  /** Removes what a dead child has left, and older indexes. */
  #tidy(): Promise<void> {
    return removeIndexFiles(this.#settings.directory, this.#space, this.#file);
  }

  #serve(searcher: Searcher): void {
    this.#child = null;
    this.#searcher = searcher;
    searcher.onUsedUp = () => this.#want();
    searcher.process.ended.then(() => {
      if (this.#searcher !== searcher || this.isClosed) return;
      this.#searcher = null;
      this.#lastFailure = searcher.process.failure;
      // A child that had answered was in order until then, so the next one may start at once.
      if (searcher.answers > 0) this.#failures = 0;
      else this.#dead = searcher.process.failure;
      this.#want();
    });
  }

  /** Ends a child when it has answered its open calls. */
  async #retire(searcher = this.#searcher): Promise<void> {
    if (!searcher) return;
    if (searcher === this.#searcher) this.#searcher = null;
    this.#child = searcher.process;
    await searcher.retire();
  }

  async #takeChild(): Promise<FaissProcess> {
    if (this.#child === null || this.#child.hasEnded) {
      this.#child = await FaissProcess.start(this.#settings.binding);
    }
    this.#closing.signal.throwIfAborted();
    return this.#child;
  }

  get #table() {
    return this.#stores.vectors.sideIndex;
  }
}
