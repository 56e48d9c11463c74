import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { s3 } from "@revimg/adapters/s3";
import { useService, whyNoService } from "@revimg/testing/services";
import { afterAll, beforeAll, expect, it, onTestFinished, type TestContext } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { readLines, runRevimg, startRevimg } from "../../testing/run-revimg.js";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-worker-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Commands on a collection of their own, with rows and queue in Postgres and vectors in Chroma. */
async function shared({ skip }: TestContext, more: Record<string, string> = {}) {
  const [postgres, chroma] = [await useService("postgres"), await useService("chroma")];
  if (!postgres) return skip(whyNoService("postgres") ?? "");
  if (!chroma) return skip(whyNoService("chroma") ?? "");
  const environment = {
    REVIMG_METADATA: postgres.url,
    REVIMG_VECTORS: chroma.url.replace("http:", "chroma:"),
    REVIMG_BLOBS: await mkdtemp(join(directory, "blobs-")),
    REVIMG_COLLECTION: `worker-${randomUUID()}`,
    REVIMG_MODEL: "mini",
    ...more,
  };
  return {
    run: (...words: string[]) => runRevimg(words, { directory, environment }),
    start: (...words: string[]) => {
      const started = startRevimg(words, { directory, environment });
      onTestFinished(() => void started.child.kill("SIGKILL"));
      return started;
    },
  };
}

it("a folder goes onto the queue, workers index it, and the queue says how far it is", async (context) => {
  const { run } = await shared(context);
  await drawFolder(join(directory, "photos"), 5);
  await writeFile(join(directory, "photos/broken.jpg"), "no picture");
  const put = await run("index", "photos", "--queue", "--shard-size", "2");
  expect(put).toMatchObject({ exitCode: 0, stderr: "" });
  expect(put.stdout).toMatch(/^6 pictures put onto the queue, in 3 shards\.\n/);
  const doctor = await run("doctor", "--part", "queue", "--json");
  expect(doctor).toMatchObject({ exitCode: 0, stderr: "" });
  expect(readLines(doctor.stdout)[0]).toMatchObject({
    ...{ type: "queue", location: expect.stringContaining("postgres://127.0.0.1"), problems: [] },
    ...{ waiting: { shards: 3, oldest_ms: expect.any(Number) }, recent_workers: 0 },
  });
  const waiting = readLines((await run("queue", "--json")).stdout)[0];
  expect(waiting).toMatchObject({ waiting: { shards: 3, pictures: 6 }, pictures_per_second: null });
  const worked = await run("worker", "--until-empty", "--json");
  expect(worked.exitCode).toBe(3);
  const lines = readLines(worked.stdout);
  expect(lines[0]?.type).toBe("working");
  expect(lines.filter(({ type }) => type === "failed")).toMatchObject([
    { name: join(directory, "photos/broken.jpg"), error: { code: "image_decode_failed" } },
  ]);
  const totals = { shards: 3, added: 5, updated: 0, unchanged: 0, failed: 1 };
  expect(lines.at(-1)).toEqual({ type: "stopped", totals });
  expect((await run("doctor", "--part", "queue")).stdout).toMatch(
    /^queue \(pg-boss, \S+\): tables of version \d+, 0 shards waiting, 1 worker seen in the last ten minutes\n$/,
  );
  expect((await run("queue")).stdout).toMatch(/^Waiting {4}nothing\nUnder way {2}nothing\n/m);
  expect(readLines((await run("stats", "--json")).stdout)[0]).toMatchObject({ count: 5 });
});

it("a prefix of a bucket goes onto the queue, and workers read it with their own keys", async (context) => {
  const service = await useService("s3");
  if (!service) return context.skip(whyNoService("s3") ?? "");
  const { endpoint, region, bucket, accessKeyId, secretAccessKey } = service;
  const { run } = await shared(context, {
    ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    AWS_REGION: region,
  });
  const prefix = `worker-${randomUUID()}`;
  const credentials = { accessKeyId, secretAccessKey };
  const place = { endpoint, region, bucket, prefix, credentials, forcePathStyle: true };
  await drawFolder(join(directory, "bucket"), 3, 700);
  await using blobs = s3(place);
  for (const name of await readdir(join(directory, "bucket"))) {
    await blobs.put(name, await readFile(join(directory, "bucket", name)));
  }
  const url = `s3://${bucket}/${prefix}?endpoint=${endpoint}`;
  const put = await run("index", url, "--queue", "--shard-size", "2");
  expect(put.exitCode).toBe(0);
  expect(put.stdout).toMatch(/^3 pictures put onto the queue, in 2 shards\.\n/);
  const worked = await run("worker", "--until-empty", "--json");
  const totals = { shards: 2, added: 3, updated: 0, unchanged: 0, failed: 0 };
  expect(readLines(worked.stdout).at(-1)).toEqual({ type: "stopped", totals });
  const listed = readLines((await run("list", "--json")).stdout);
  expect(listed).toHaveLength(3);
  expect(JSON.stringify(listed)).toContain(`s3://${bucket}/${prefix}`);
});

it("a worker that gets SIGTERM drains: the rest of its shard is on the queue again", async (context) => {
  const { run, start } = await shared(context);
  await drawFolder(join(directory, "many"), 150, 500);
  await run("index", "many", "--queue", "--shard-size", "150");
  const { child, ended } = start("worker", "--json");
  child.stdout.on("data", (text: string) => {
    if (text.includes('"type":"started"')) child.kill("SIGTERM");
  });
  const { exitCode, stdout } = await ended;
  expect(exitCode).toBe(0);
  const lines = readLines(stdout);
  const { added } = lines.at(-1)!.totals as { added: number };
  expect(lines.at(-2)).toMatchObject({ type: "handed_back", pictures: 150 - added, error: null });
  const left = readLines((await run("queue", "--json")).stdout)[0];
  expect(left).toMatchObject({
    waiting: { shards: 1, pictures: 150 - added },
    active: { shards: 0 },
  });
  const rest = readLines((await run("worker", "--until-empty", "--json")).stdout).at(-1);
  expect(rest).toMatchObject({ totals: { added: 150 - added, unchanged: 0 } });
  expect(readLines((await run("stats", "--json")).stdout)[0]).toMatchObject({ count: 150 });
});

it("a worker that does not see the folder says so, and another one takes the shard", async (context) => {
  const { run, start } = await shared(context);
  const folder = join(directory, "away");
  await drawFolder(folder, 2, 900);
  await run("index", "away", "--queue");
  await rename(folder, `${folder}-unmounted`);
  const { child, ended } = start("worker");
  let stderr = "";
  let isAsked = false;
  child.stderr.on("data", (text: string) => {
    stderr += text;
    if (isAsked || !stderr.includes("A shard failed")) return;
    // A second one would end it at once.
    isAsked = child.kill("SIGINT");
  });
  expect((await ended).exitCode).toBe(0);
  expect(stderr).toContain(`does not see the folder ${folder}`);
  const waiting = await run("queue");
  expect(waiting.stdout).toContain("2 pictures in 1 shard, 1 shard of them for another try");
  expect((await run("queue", "failed")).stdout).toBe("No shard was given up.\n");
  await rename(`${folder}-unmounted`, folder);
  expect(await run("worker", "--until-empty")).toMatchObject({
    exitCode: 0,
    stdout: "Stopped. 1 shard finished; pictures: 2 added.\n",
  });
});

it("the queue can be purged, and what waits is asked about first", async (context) => {
  const { run } = await shared(context);
  await drawFolder(join(directory, "few"), 2, 950);
  await run("index", "few", "--queue", "--shard-size", "1");
  const asked = await run("queue", "purge");
  expect(asked.exitCode).toBe(2);
  expect(asked.stderr).toContain("say --yes");
  expect((await run("queue", "purge", "--yes")).stdout).toBe("2 shards removed from the queue.\n");
  expect((await run("queue", "retry")).stdout).toBe("0 shards put back onto the queue.\n");
});

it("embedded stores are refused with what to use instead, and so is a queue that is not set", async () => {
  const bare = await runRevimg(["worker"], { directory });
  expect(bare.exitCode).toBe(2);
  expect(bare.stderr).toMatch(/^revimg: Workers share their index, and vectors and metadata/);
  expect(bare.stderr).toContain("REVIMG_METADATA=postgres://");
  const unset = await runRevimg(["queue"], { directory });
  expect(unset.exitCode).toBe(2);
  expect(unset.stderr).toContain("REVIMG_QUEUE=postgres://");
  const away = await runRevimg(["queue"], {
    directory,
    environment: { REVIMG_QUEUE: "postgres://me:hunter2@127.0.0.1:9/jobs" },
  });
  expect(away.exitCode).toBe(20);
  expect(away.stderr).toMatch(/^revimg: PostgreSQL at 127\.0\.0\.1:9\/jobs can't be reached/);
  const prune = await runRevimg(["index", ".", "--queue", "--prune"], { directory });
  expect(prune.stderr).toContain("--prune has no effect with --queue");
});
