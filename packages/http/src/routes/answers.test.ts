import { afterAll, expect, it, vi } from "vitest";
import { createHandler } from "../create-handler.js";
import { AccessKeys } from "../guard/access-keys.js";
import { problemSchema } from "../schemas/problem.js";
import type { ServerQueue } from "../server-queue.js";
import { drawPicture, formOf, jsonOf, openTestIndex, withKey } from "../test-index.js";
import type { Job } from "../wire/jobs.js";
import { routeTable } from "./route-table.js";

const index = await openTestIndex();
async function* backUp() {
  yield { files: 1 };
}
const sources = [{ name: "photos", description: index.folder, open: () => index.folder }];
const handler = await withKey(
  createHandler(index.revimg, { redirectImages: true, sources, backUp, queue: emptyQueue() }),
  index.revimg,
  "admin",
);
const { key } = await new AccessKeys(index.revimg.settings).add({ label: "a", scopes: ["read"] });
const extra = new Uint8Array(await drawPicture(90));
const [job] = await several();
const started = await jsonOf<Job>(await handler(job!));
/** What the queue of a host answers when nobody works. */
function emptyQueue(): ServerQueue {
  const none = { shards: 0, pictures: 0 };
  const givenUp = { id: "a", pictures: 2, first: "/srv/a.jpg", reason: "It crashed." };
  return {
    async *enqueue() {
      yield { type: "finished", pictures: 2 };
    },
    status: async () => ({
      ...{ collection: "default", waiting: none, retrying: { shards: 0 } },
      active: { ...none, done: 0, workers: 0 },
      finished: { ...none, failed: 0 },
      ...{ deadLetters: { shards: 1 }, picturesPerSecond: null, remainingMs: 0.4 },
    }),
    deadLetters: async () => [{ ...givenUp, failedAt: new Date(0) }],
    retry: async () => 1,
  };
}

afterAll(async () => {
  await handler.close();
  await index[Symbol.asyncDispose]();
});

/** A request that becomes a job. */
async function several(): Promise<Request[]> {
  const form = new FormData();
  for (const seed of [91, 92]) {
    form.append("image", new Blob([new Uint8Array(await drawPicture(seed))]), `${seed}.jpg`);
  }
  return [at("/images", { method: "POST", body: form })];
}

function at(path: string, init?: RequestInit): Request {
  return new Request(`http://localhost${path}`, init);
}

const id = index.ids.get("memory-0")!;
const picture = index.pictures.get("memory-0") as Uint8Array<ArrayBuffer>;

function json(method: string, body: object): RequestInit {
  const headers = { "content-type": "application/json" };
  return { method, headers, body: JSON.stringify(body) };
}

/** A request for each answer that is no problem, by the name of the route. */
const requests: Record<string, () => Request[] | Promise<Request[]>> = {
  search: () => [
    at("/search", { method: "POST", body: formOf(picture) }),
    at("/search", { method: "POST", body: formOf(picture, { cutoff: "auto", limit: "1" }) }),
  ],
  compare: () => {
    const form = new FormData();
    form.set("original", new Blob([picture]), "a.jpg");
    form.set("copy", new Blob([extra]), "b.jpg");
    return [at("/compare", { method: "POST", body: form })];
  },
  listImages: () => [at("/images"), at("/images?limit=1")],
  addImages: async () => [
    at("/images", { method: "POST", body: formOf(extra) }),
    at("/images", { method: "POST", body: formOf(extra) }),
    ...(await several()),
  ],
  updateImage: () => [at(`/images/${id}`, json("PATCH", { title: "Changed" }))],
  deleteImage: () => [at(`/images/${index.ids.get("memory-4")}`, { method: "DELETE" })],
  deleteImages: () => [at("/images", json("DELETE", { ids: [index.ids.get("memory-5")] }))],
  getAttributes: () => [at(`/images/${id}/attributes`)],
  listFailures: () => [at("/failures"), at("/failures?limit=1")],
  retryFailures: () => [at("/failures/retry", json("POST", {}))],
  listSources: () => [at("/sources")],
  indexSource: () => [at("/sources/photos", { method: "POST" })],
  getQueue: () => [at("/queue")],
  listDeadLetters: () => [at("/queue/dead-letters?limit=5")],
  retryDeadLetters: () => [at("/queue/retry", { method: "POST" })],
  verify: () => [at("/verify", json("POST", {}))],
  // The model that the index has: there is nothing to move.
  reindex: () => [at("/reindex", json("POST", { model: "mini" }))],
  keptVectors: () => [at("/vectors")],
  dropVectors: () => [at("/vectors", json("DELETE", { which: "previous" }))],
  backUp: () => [at("/backups", { method: "POST" })],
  configuration: () => [at("/configuration")],
  listJobs: () => [at("/jobs")],
  getJob: () => [at(`/jobs/${started.id}`)],
  cancelJob: () => [at(`/jobs/${started.id}`, { method: "DELETE" })],
  getImage: () => [at(`/images/${id}`)],
  readImage: () => {
    // The blob store of this index gives no addresses: this is the one of another.
    vi.spyOn(index.revimg, "imageUrl").mockResolvedValueOnce("https://store.example/a");
    return [
      at(`/image/${id}`),
      at(`/image/${id}`),
      at(`/image/${id}`, { headers: { range: "bytes=0-9" } }),
      at(`/image/${id}`, { headers: { "if-none-match": "*" } }),
    ];
  },
  listTags: () => [at("/tags"), at("/tags?prefix=dra&limit=1")],
  listDuplicates: () => [at("/duplicates", json("POST", { limit: 5 }))],
  markCopies: () => {
    const ids = [index.ids.get("memory-1"), index.ids.get("memory-3")];
    return [at("/duplicates/marks", json("POST", { ids, mark: "different" }))];
  },
  stats: () => [at("/stats")],
  listKeys: () => [at("/keys")],
  addKey: () => [at("/keys", json("POST", { label: "b", scopes: ["read"] }))],
  revokeKey: () => [at(`/keys/${key.id}`, { method: "DELETE" })],
  metrics: () => [at("/metrics")],
  health: () => [at("/health")],
  live: () => [at("/health/live")],
  ready: () => [at("/health/ready")],
  root: () => [at("/")],
  openApi: () => [at("/openapi.json")],
  docs: () => [at("/docs")],
};

it.each(routeTable.map((route) => [route.name, route] as const))(
  "%s answers as its route says",
  async (name, { answers }) => {
    const left = new Set(answers.map(({ status }) => status));
    for (const request of await requests[name]!()) {
      const response = await handler(request);
      const answer = answers.find(({ status }) => status === response.status);
      expect(answer, `${name} answered ${response.status}`).toBeDefined();
      left.delete(response.status);
      for (const header of Object.keys(answer!.headers ?? {})) {
        expect(response.headers.has(header), header).toBe(true);
      }
      const type = response.headers.get("content-type")?.replace(/;.*/, "") ?? "";
      if (answer!.schema) {
        expect(type).toBe(answer!.mediaType ?? "application/json");
        expect(answer!.schema.safeParse(await response.json()).error).toBeUndefined();
      } else {
        const pattern = answer!.mediaType?.replace("*", "[a-z]+") ?? "";
        expect(type).toMatch(new RegExp(`^${pattern}$`));
        await response.body?.cancel();
      }
    }
    expect([...left], "statuses that no request of this test brings").toEqual([]);
  },
);

it("problems are as the document says", async () => {
  for (const request of [at("/nowhere"), at("/images?limit=0"), at("/search")]) {
    const response = await handler(request);
    expect(problemSchema.safeParse(await response.json()).error).toBeUndefined();
  }
});
