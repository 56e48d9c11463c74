import type { IndexedImage } from "../wire/indexed-image.js";
import { hasJobEnded, type Job } from "../wire/jobs.js";
import type {
  CallOptions,
  Description,
  ListRequest,
  RevimgClient,
  UploadOptions,
} from "./client.js";
import { jobsIn } from "./job-events.js";
import { ownerCalls } from "./owner-calls.js";
import { orNull, RequestError } from "./request-error.js";
import { type Picture, searchBody, toBlob } from "./search-body.js";
import { pause, type RequestInput, type SendOptions, send } from "./send.js";

export interface ClientOptions {
  /** Where the server is, with its mount prefix: `https://example.org/api`. */
  url: string | URL;
  /** A key, for what the server does not leave open. Pages show theirs to everybody who reads them. */
  key?: string;
  /** How often a request is sent again to a busy server. Default 2. */
  retries?: number;
  /** Default: the platform's. */
  fetch?: typeof fetch;
}

/** How often a stream of events may break without a new event in between. */
const mostBreaks = 5;

/** A client of a revimg server, for browsers and Node. It holds nothing that must be closed. */
export function createClient(options: ClientOptions): RevimgClient {
  const target: SendOptions = {
    base: baseOf(options.url),
    ...{ key: options.key, retries: options.retries ?? 2 },
    // Browsers refuse a fetch that was taken from its window.
    fetch: options.fetch ?? ((...call) => fetch(...call)),
  };
  const ask = (path: string, input: RequestInput) => send(path, input, target);
  const read = async <T>(path: string, input: RequestInput) =>
    (await (await ask(path, input)).json()) as T;
  const image = (id: string) => `images/${encodeURIComponent(id)}`;
  const job = (id: string) => `jobs/${encodeURIComponent(id)}`;

  const client: RevimgClient = {
    search: (request, options) =>
      read("search", { method: "POST", ...searchBody(request), ...options }),
    searchPages: (request, options) =>
      pages((cursor) => client.search({ ...request, ...cursor }, options)),
    compare: (original, copy, options) => {
      const form = new FormData();
      form.set("original", toBlob(original), "original");
      form.set("copy", toBlob(copy), "copy");
      return read("compare", { method: "POST", form, ...options });
    },
    listImages: (request = {}, { signal }: CallOptions = {}) =>
      read("images", { parameters: listParameters(request), signal }),
    imagePages: (request, options) =>
      pages((cursor) => client.listImages({ ...request, ...cursor }, options)),
    getImage: (id, options) => orNull(read(image(id), { ...options })),
    imageUrl: (id, variant = "original") => {
      const url = new URL(`image/${encodeURIComponent(id)}`, target.base);
      if (variant === "thumbnail") url.searchParams.set("variant", variant);
      return url.href;
    },
    async addImage(picture, description = {}, options) {
      const isAddress = "url" in picture;
      const input = isAddress
        ? { json: { ...description, url: picture.url } }
        : formOf([picture], description);
      const response = await ask("images", { method: "POST", ...input, ...options });
      return { image: (await response.json()) as IndexedImage, isNew: response.status === 201 };
    },
    async addImages(pictures, description = {}, options?: UploadOptions) {
      if (pictures.length < 2) {
        throw new RequestError("invalid_input", "addImages() takes two pictures or more.", {
          ...{ status: null, retryable: false },
        });
      }
      const [first] = pictures;
      const input =
        first && "url" in first
          ? { json: { images: pictures.map((each) => ({ ...description, ...each })) } }
          : formOf(pictures as readonly Picture[], description);
      return read<Job>("images", { method: "POST", ...input, ...options });
    },
    updateImage: (id, changes, options) =>
      orNull(read(image(id), { method: "PATCH", json: changes, ...options })),
    deleteImage: async (id, options) =>
      (await orNull(ask(image(id), { method: "DELETE", ...options }))) !== null,
    deleteImages: async (what, options) =>
      (await read<{ deleted: number }>("images", { method: "DELETE", json: what, ...options }))
        .deleted,
    duplicates: (request = {}, options) =>
      read("duplicates", { method: "POST", json: request, ...options }),
    duplicatePages: (request, options) =>
      pages((cursor) => client.duplicates({ ...request, ...cursor }, options)),
    markCopies: async (ids, mark, options) => {
      await ask("duplicates/marks", { method: "POST", json: { ids, mark }, ...options });
    },
    tags: async (request = {}, options) =>
      (await read<{ tags: never }>("tags", { parameters: request, ...options })).tags,
    stats: (options) => read("stats", { ...options }),
    health: (options) => read("health", { ...options }),
    jobs: async (options) => (await read<{ jobs: Job[] }>("jobs", { ...options })).jobs,
    getJob: (id, options) => orNull(read(job(id), { ...options })),
    jobEvents: (id, options) =>
      eventsOf(() => ask(job(id), { accept: "text/event-stream", ...options }), options?.signal),
    cancelJob: (id, options) => read(job(id), { method: "DELETE", ...options }),
    getAttributes: async (id, options) => {
      const found = read<{ attributes: Record<string, unknown> }>(`${image(id)}/attributes`, {
        ...options,
      });
      return (await orNull(found))?.attributes ?? null;
    },
    ...ownerCalls(ask),
  };
  return client;
}

/** Reads on after a connection that broke: each event holds the whole job. */
async function* eventsOf(
  open: () => Promise<Response>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Job> {
  for (let breaks = 0; breaks < mostBreaks; breaks++) {
    const { body } = await open();
    try {
      if (body === null) continue;
      for await (const job of jobsIn(body)) {
        breaks = 0;
        yield job;
        if (hasJobEnded(job)) return;
      }
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof RequestError) throw error;
    }
    await pause(1_000, signal);
  }
  throw new RequestError("fetch_failed", "The connection broke again and again.", {
    ...{ status: null, retryable: true },
  });
}

async function* pages<Page extends { next_cursor: string | null }>(
  ask: (cursor: { cursor?: string }) => Promise<Page>,
): AsyncGenerator<Page> {
  let cursor: { cursor?: string } = {};
  for (;;) {
    const page = await ask(cursor);
    yield page;
    if (page.next_cursor === null) return;
    cursor = { cursor: page.next_cursor };
  }
}

function formOf(pictures: readonly Picture[], description: Description): { form: FormData } {
  const form = new FormData();
  for (const [name, value] of Object.entries(description)) {
    if (value !== undefined)
      form.set(name, typeof value === "object" ? JSON.stringify(value) : value);
  }
  for (const [i, picture] of pictures.entries()) {
    const { name = `picture-${i + 1}` } = picture as { name?: string };
    form.append("image", toBlob(picture), name);
  }
  return { form };
}

function listParameters({ filter, ...rest }: ListRequest) {
  return { ...rest, ...(filter && { filter: JSON.stringify(filter) }) };
}

function baseOf(url: string | URL): URL {
  const { location } = globalThis as { location?: { href: string } };
  const base = new URL(url, location?.href);
  base.pathname = base.pathname.replace(/\/*$/, "/");
  base.search = "";
  base.hash = "";
  return base;
}
