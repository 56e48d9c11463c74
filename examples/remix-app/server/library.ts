import type { IndexProgress, IndexSource, Revimg } from "@revimg/core";
import { createHandler, type Handler, type HandlerOptions } from "@revimg/http";
import { galleryItems, galleryPictures } from "@revimg/sample-gallery";
import type { ExamplePicture, LibrarySnapshot, LibraryStatus } from "../app/lib/library";
import { Admin } from "./admin/admin";
import { adminLine } from "./admin/welcome";
import { exampleCount, pickExamples } from "./examples";
import { IndexingReport } from "./indexing-report";
import { explain, write } from "./output";
import { privateModelId } from "./private-model";
import { isGalleryWanted } from "./sample";
import type { RequestConnection } from "./server-context";

export interface LibraryOptions {
  open(): Promise<Revimg>;
  /** Where this server is found. */
  url: string;
  /** How the API answers. */
  handlerOptions: HandlerOptions;
  /** Folders or files to index. */
  folders: string[];
  /** Whether an empty index gets the sample gallery when there are no folders. */
  gallery: boolean;
  /** Whether to print a link that logs an admin in, also when there are keys. */
  adminLink: boolean;
  /** Stops indexing. */
  signal: AbortSignal;
}

interface Opened {
  revimg: Revimg;
  handler: Handler;
  admin: Admin;
}

/** The index behind the server: opened and filled while requests come in already. */
export class Library {
  readonly #options: LibraryOptions;
  readonly #opened: Promise<Opened>;
  #revimg: Revimg | undefined;
  #admin: Admin | undefined;
  #state: LibraryStatus["state"] = "opening";
  #progress: IndexProgress | undefined;
  #problem: string | null = null;
  #examples: ExamplePicture[] = [];
  #picking: Promise<void> | undefined;

  constructor(options: LibraryOptions) {
    this.#options = options;
    this.#opened = this.#open();
    // Rejections are told by run(); a request in between gets its own.
    this.#opened.catch(() => {});
  }

  async api(request: Request, connection: RequestConnection): Promise<Response> {
    return (await this.#opened).handler(request, connection);
  }

  async admin(): Promise<Admin> {
    return (await this.#opened).admin;
  }

  /** Undefined while the index is being opened. */
  get knownAdmin(): Admin | undefined {
    return this.#admin;
  }

  async snapshot(): Promise<LibrarySnapshot> {
    // A store that is down must not take the page with it, nor look like an empty library.
    const { count, isDown } = await this.#count();
    const { done = 0, total, failed = 0 } = this.#progress ?? {};
    const state = isDown && this.#state !== "failed" ? "unreachable" : this.#state;
    const status = { state, count, done, failed, problem: this.#problem };
    const privateSearch = this.#revimg?.model.id === privateModelId;
    return { status: { ...status, total: total ?? null }, privateSearch, examples: this.#examples };
  }

  /** Opens and indexes. Rejects only when the index can't be opened. */
  async run(): Promise<void> {
    const { revimg, admin } = await this.#opened;
    const { folders, gallery, url, signal, adminLink } = this.#options;
    void this.#pickExamples();
    write(await adminLine(admin.login, url, adminLink));
    try {
      if (folders.length > 0) {
        await this.#index(revimg, folders, undefined);
      } else if (gallery && (await isGalleryWanted(revimg, signal))) {
        write("Indexing the sample gallery.");
        await this.#index(revimg, galleryItems({ baseUrl: url, signal }), galleryPictures.length);
      } else {
        const { count } = await revimg.stats({ signal });
        write(`${count} pictures are indexed.`);
      }
      if (signal.aborted) return;
      // One that began earlier has not seen all pictures.
      await this.#picking;
      await this.#pickExamples();
      this.#state = "ready";
    } catch (error) {
      if (signal.aborted) return;
      this.#state = "failed";
      this.#problem = explain(error);
      write(`revimg: indexing ended early: ${this.#problem}`, process.stderr);
    }
  }

  /** The last words: how to go on. */
  farewell(): string {
    const { done = 0, total } = this.#progress ?? {};
    if (this.#state !== "indexing") return "Stopped. The same command starts it again.";
    const of = total === undefined ? "" : ` of ${total}`;
    return `Stopped after ${done}${of} files; what is done is kept. The same command goes on from there.`;
  }

  async close(): Promise<void> {
    // An opening that failed left nothing to close.
    const opened = await this.#opened.catch(() => undefined);
    opened?.admin.close();
    await opened?.handler.close();
    await this.#picking;
    await this.#revimg?.close();
  }

  async #count(): Promise<{ count: number; isDown: boolean }> {
    try {
      return { count: (await this.#revimg?.stats())?.count ?? 0, isDown: false };
    } catch {
      return { count: 0, isDown: true };
    }
  }

  async #open(): Promise<Opened> {
    const { open, url, handlerOptions } = this.#options;
    const revimg = await open();
    this.#revimg = revimg;
    await revimg.announce(`${url}/api`);
    const basePath = "/api";
    const handler = createHandler(revimg, { ...handlerOptions, basePath });
    this.#admin = new Admin(revimg, handler, basePath);
    return { revimg, handler, admin: this.#admin };
  }

  /** `total`: pictures of a source that can't be counted by whoever reads it. */
  async #index(revimg: Revimg, source: IndexSource, total: number | undefined): Promise<void> {
    this.#state = "indexing";
    const report = new IndexingReport();
    let pickAt = 4 * exampleCount;
    try {
      for await (const event of revimg.index(source, { signal: this.#options.signal })) {
        this.#progress = { ...event.progress, total: event.progress.total ?? total };
        report.take(event, this.#progress);
        // From here on all pictures can be found; only their tags are still to come.
        if (event.type === "tagging") this.#state = "ready";
        if (this.#examples.length < exampleCount && event.progress.done >= pickAt) {
          pickAt *= 2;
          void this.#pickExamples();
        }
      }
    } finally {
      report.close();
    }
  }

  /**
   * Chooses pictures for the start page, behind everything else: without them the
   * page is plainer, and nothing more. Resolves when that is over.
   */
  #pickExamples(): Promise<void> {
    this.#picking ??= this.#pick().finally(() => {
      this.#picking = undefined;
    });
    return this.#picking;
  }

  async #pick(): Promise<void> {
    const { signal } = this.#options;
    try {
      this.#examples = await pickExamples((await this.#opened).revimg, signal);
    } catch (error) {
      if (!signal.aborted) write(`revimg: ${explain(error)}`, process.stderr);
    }
  }
}
