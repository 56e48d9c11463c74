import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { createHandler, type Handler, type HandlerOptions } from "../create-handler.js";
import { processIdentity } from "../process-identity.js";
import {
  drawPicture,
  jsonOf,
  openTestIndex,
  problemOf,
  type TestIndex,
  withKey,
} from "../test-index.js";
import type { Job, JobListResponse } from "../wire/jobs.js";

let index: TestIndex;
let handler: Handler;
let uploadDirectory: string;

const open = (options: HandlerOptions = {}) =>
  withKey(
    createHandler(index.revimg, { uploadDirectory, onError: () => {}, ...options }),
    index.revimg,
    "write",
  );

beforeAll(async () => {
  index = await openTestIndex();
  uploadDirectory = await mkdtemp(join(tmpdir(), "revimg-uploads-test-"));
  handler = await open();
});
afterAll(async () => {
  await handler.close();
  await index[Symbol.asyncDispose]();
  await rm(uploadDirectory, { recursive: true });
});

const at = (path: string, init?: RequestInit) => new Request(`http://localhost${path}`, init);

async function post(pictures: readonly Uint8Array[], to = handler): Promise<Response> {
  const form = new FormData();
  form.set("tags", '["sent"]');
  for (const [i, bytes] of pictures.entries()) {
    form.append("image", new Blob([new Uint8Array(bytes)]), `sent-${i}.jpg`);
  }
  return to(at("/images", { method: "POST", body: form }));
}

/** The events of a job until it has ended. */
async function eventsOf(id: string, from = handler): Promise<{ event: string; job: Job }[]> {
  const response = await from(at(`/jobs/${id}`, { headers: { accept: "text/event-stream" } }));
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const text = await response.text();
  return [...text.matchAll(/^event: (.*)\ndata: (.*)\n\n/gm)].map(([, event, data]) => {
    return { event: event!, job: JSON.parse(data!) as Job };
  });
}

it("several pictures become a job, whose progress can be followed and which leaves no files", async () => {
  const drawings = await Promise.all([30, 31, 32].map((seed) => drawPicture(seed)));
  const broken = new TextEncoder().encode("no picture");
  const response = await post([...drawings, broken]);
  expect(response.status).toBe(202);
  const { id } = await jsonOf<Job>(response);
  expect(response.headers.get("location")).toBe(`/jobs/${id}`);
  const events = await eventsOf(id);
  const last = events.at(-1)!;
  expect(events.filter(({ event }) => event === "end")).toEqual([last]);
  expect(last.job).toMatchObject({
    ...{ id, kind: "index", status: "finished", error: null },
    progress: { done: 4, total: 4, added: 3, failed: 1 },
    failures: [{ name: "sent-3.jpg", code: expect.stringMatching(/image_decode|unsupported/) }],
  });
  expect(await jsonOf<Job>(await handler(at(`/jobs/${id}`)))).toEqual(last.job);
  const { jobs } = await jsonOf<JobListResponse>(await handler(at("/jobs")));
  expect(jobs[0]).toEqual(last.job);
  const { images } = await index.revimg.list({ filter: { tags: "sent" } });
  expect(images).toHaveLength(3);
  expect(await readdir(join(uploadDirectory, processIdentity))).toEqual([]);
});

it("a job that is cancelled ends, and so does one that waits behind it", async () => {
  const drawings = await Promise.all([40, 41, 42, 43].map((seed) => drawPicture(seed)));
  const first = await jsonOf<Job>(await post(drawings));
  const second = await jsonOf<Job>(await post(drawings));
  for (const { id } of [second, first]) {
    const response = await handler(at(`/jobs/${id}`, { method: "DELETE" }));
    expect(response.status).toBe(202);
  }
  for (const { id } of [first, second]) {
    expect((await eventsOf(id)).at(-1)?.job).toMatchObject({ status: "cancelled" });
  }
  // Cancelling what has ended changes nothing.
  const late = await handler(at(`/jobs/${first.id}`, { method: "DELETE" }));
  expect(await jsonOf<Job>(late)).toMatchObject({ status: "cancelled" });
});

it("a job can be cancelled at every server of the index, also while it waits", async () => {
  const other = await open();
  const drawings = await Promise.all([44, 45, 46, 47].map((seed) => drawPicture(seed)));
  const indexing = index.revimg.index.bind(index.revimg);
  // Without a cancellation, they would go on for ever.
  const slow = vi.spyOn(index.revimg, "index").mockImplementation(async function* (items, options) {
    await once(options!.signal!, "abort");
    yield* indexing(items, options);
  });
  onTestFinished(() => slow.mockRestore());
  const jobs = [await jsonOf<Job>(await post(drawings)), await jsonOf<Job>(await post(drawings))];
  for (const { id } of jobs.toReversed()) {
    const response = await other(at(`/jobs/${id}`, { method: "DELETE" }));
    expect(response.status).toBe(202);
  }
  await other.close();
  for (const { id } of jobs) {
    expect((await eventsOf(id)).at(-1)?.job).toMatchObject({ status: "cancelled" });
  }
});

it("what a stopping server leaves undone is interrupted, also for the next server", async () => {
  const stopping = await open();
  const drawings = await Promise.all([50, 51].map((seed) => drawPicture(seed)));
  await post(drawings, stopping);
  // It waits for the one before, so it can't have ended.
  const { id } = await jsonOf<Job>(await post(drawings, stopping));
  await stopping.close();
  const next = await open();
  const job = await jsonOf<Job>(await next(at(`/jobs/${id}`)));
  expect(job.status).toBe("interrupted");
  expect(job.ended_at).not.toBeNull();
  await problemOf(await post(drawings, stopping), 503);
  await next.close();
});

it("a job whose server crashed is interrupted", async () => {
  const [host] = processIdentity.split(".");
  const { id } = await jsonOf<Job>(
    await post(await Promise.all([60, 61].map((n) => drawPicture(n)))),
  );
  await eventsOf(id);
  const text = (await index.revimg.settings.get("http.jobs"))!;
  const logged = JSON.parse(text) as { job: Job; owner: string }[];
  const crashed = logged.find(({ job }) => job.id === id)!;
  Object.assign(crashed, { owner: `${host}.${process.pid}.earlier` });
  Object.assign(crashed.job, { status: "running", ended_at: null });
  await index.revimg.settings.set("http.jobs", JSON.stringify(logged));
  expect(await jsonOf<Job>(await handler(at(`/jobs/${id}`)))).toMatchObject({
    status: "interrupted",
    ended_at: expect.stringMatching(/Z$/),
  });
});

it("refuses what has no room, and keeps nothing of it", async () => {
  const picture = await drawPicture(70);
  const small = await open({ maxJobBytes: picture.byteLength });
  const problem = await problemOf(await post([picture, picture], small), 503);
  expect(problem.code).toBe("overloaded");
  expect(await readdir(join(uploadDirectory, processIdentity))).toEqual([]);
  await small.close();
});

it.each(["GET", "DELETE"])("%s of an unknown job is 404", async (method) => {
  await problemOf(await handler(at("/jobs/none", { method })), 404);
});
