/** Bytes of a part. S3 wants at least 5 MB in each part but the last, and at most 10,000 parts. */
export const partBytes = 8 * 1024 * 1024;

/** A stream, cut into parts of the same size. */
export class PartSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #rest = new Uint8Array();
  #isAtEnd = false;
  /** The error with which the stream failed. */
  failure: { error: unknown } | undefined;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  get isAtEnd(): boolean {
    return this.#isAtEnd;
  }

  /** The next part. Only the last one is shorter. Null after the last one. */
  async next(signal: AbortSignal | undefined): Promise<Uint8Array | null> {
    if (this.#isAtEnd) return null;
    const part = new Uint8Array(partBytes);
    let filled = 0;
    // Ends a waiting read, however long the source would take.
    const onAbort = () => this.cancel(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      while (filled < partBytes) {
        signal?.throwIfAborted();
        if (this.#rest.length === 0) this.#rest = (await this.#read()) ?? new Uint8Array();
        signal?.throwIfAborted();
        if (this.#isAtEnd) break;
        const bytes = this.#rest.subarray(0, partBytes - filled);
        part.set(bytes, filled);
        filled += bytes.length;
        this.#rest = this.#rest.subarray(bytes.length);
      }
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
    return filled === 0 ? null : part.subarray(0, filled);
  }

  /** Tells the source that nobody will read on. */
  cancel(reason: unknown): void {
    this.#reader.cancel(reason).catch(() => {});
  }

  async #read(): Promise<Uint8Array<ArrayBuffer> | null> {
    try {
      const { done, value } = await this.#reader.read();
      this.#isAtEnd = done;
      return (value as Uint8Array<ArrayBuffer> | undefined) ?? null;
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}
