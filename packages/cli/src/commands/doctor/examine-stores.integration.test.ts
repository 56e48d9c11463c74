import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useService, whyNoService } from "@revimg/testing/services";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "revimg-doctor-test-"));
  await mkdir(join(directory, ".git"));
});
afterEach(() => rm(directory, { recursive: true }));

const doctor = (words: readonly string[], environment: Record<string, string> = {}) =>
  runRevimg(["doctor", ...words], { directory, environment });

/** A configuration file with stores in memory that outlive its being read again. */
async function configure(vectors: string): Promise<void> {
  const memory = JSON.stringify(import.meta.resolve("@revimg/core/memory"));
  await writeFile(
    join(directory, "revimg.config.mjs"),
    `import { createMemory, memoryVectors } from ${memory};
    const memory = (globalThis.memory ??= createMemory());
    const fresh = () => memoryVectors({ memory });
    export default { vectors: ${vectors} };`,
  );
}

/** Cosine distances in place of similarities. */
const distances = `() => {
  const inner = fresh();
  const query = async (wanted) =>
    (await inner.query(wanted)).map(({ id, score }) => ({ id, score: 1 - score }));
  return { ...inner, name: "mutant", location: "nowhere", query };
}`;

describe("revimg doctor", () => {
  // The embedded database has its own test of all promises. Here it would take a minute.
  it("finds that an embedded store keeps every promise, and leaves nothing behind", async () => {
    const { exitCode, stdout, stderr } = await doctor(["--part", "blobs", "--json"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const lines = readLines(stdout);
    const kept = lines.slice(0, -1);
    expect(lines.at(-1)).toEqual({ type: "finished", kept: kept.length, broken: 0 });
    expect(kept.length).toBeGreaterThanOrEqual(15);
    for (const line of kept) {
      expect(line).toMatchObject({ type: "kept", part: "blobs", store: "fs", failure: null });
    }
    expect(await readdir(directory)).toEqual([".git"]);
  });

  it("tells which promise a store breaks and why, with exit code 20", async () => {
    await configure(distances);
    const { exitCode, stdout } = await doctor(["--part", "vectors"]);
    expect(exitCode).toBe(20);
    expect(stdout).toMatch(
      /^BROKEN {2}vectors: scores are cosines within 0\.001, higher for what is closer\n {8}\S/m,
    );
    expect(stdout).toMatch(/^vectors \(mutant, nowhere\): \d+ of \d\d promises broken\n$/m);
    const json = await doctor(["--part", "vectors", "--json"]);
    expect(json.exitCode).toBe(20);
    const broken = readLines(json.stdout).filter(({ type }) => type === "broken");
    expect(broken[0]).toEqual({
      type: "broken",
      part: "vectors",
      store: "mutant",
      name: expect.any(String),
      failure: expect.any(String),
    });
    expect(readLines(json.stdout).at(-1)).toMatchObject({
      type: "finished",
      broken: broken.length,
    });
  });

  it.each([
    ["a function that makes stores", "fresh"],
    ["a store, by reading the file again for the next one", "fresh()"],
    ["memory:, whose stores share one memory", '"memory:"'],
  ])("tries %s", async (_, vectors) => {
    await configure(vectors);
    const { exitCode, stdout, stderr } = await doctor(["--part", "vectors"]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(/^vectors \(memory\): all \d\d promises kept\n$/);
  });

  it("says at once when a store can't be used at all", async () => {
    const environment = { REVIMG_METADATA: "postgres://me:hunter2@127.0.0.1:9/pictures" };
    const { exitCode, stdout, stderr } = await doctor(["--part", "metadata"], environment);
    expect({ exitCode, stdout }).toEqual({ exitCode: 20, stdout: "" });
    expect(stderr).toMatch(/^revimg: PostgreSQL at 127\.0\.0\.1:9\/pictures can't be reached/);
    expect(stderr).not.toContain("hunter2");
  });

  it("names an option by its name on the command line", async () => {
    const { exitCode, stderr } = await doctor(["--collection", "Two words"]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^revimg: --collection must be /);
  });

  it("examines a live PostgreSQL server", async ({ skip }) => {
    const server = await useService("postgres");
    if (!server) return skip(whyNoService("postgres") ?? "");
    const environment = { REVIMG_METADATA: server.url };
    const { exitCode, stdout } = await doctor(["--part", "metadata"], environment);
    expect(stdout).toBe(
      `metadata (postgres, postgres://127.0.0.1:${server.port}/postgres): all ${/\d+(?= prom)/.exec(stdout)} promises kept\n`,
    );
    expect(exitCode).toBe(0);
  });

  it("examines a live S3 server", async ({ skip }) => {
    const server = await useService("s3");
    if (!server) return skip(whyNoService("s3") ?? "");
    const environment = {
      REVIMG_BLOBS: `s3://${server.bucket}/${randomUUID()}?endpoint=${server.endpoint}`,
      AWS_ACCESS_KEY_ID: server.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.secretAccessKey,
    };
    const { exitCode, stdout } = await doctor(["--part", "blobs"], environment);
    expect(stdout).toMatch(/^blobs \(s3, \S+\): all \d\d promises kept\n$/);
    expect(exitCode).toBe(0);
  });
});
