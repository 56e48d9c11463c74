import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createRevimg } from "@revimg/core";
import { expect, it, test } from "vitest";
import { type LoadConfigOptions, readConfig, serverHost } from "../config.js";
import { folderWith } from "./testing/folder.js";

async function hostOf(
  server: NonNullable<NonNullable<LoadConfigOptions["explicit"]>["server"]>,
  places?: string[],
) {
  const report = await readConfig({ explicit: { server }, environment: {}, file: false });
  return serverHost(report, { ...(places && { places }) });
}

it("names each place once, in letters that fit an address", async () => {
  const own = ["/mnt/My photos", "/srv/My photos/", "/"];
  const { sources } = await hostOf({ sources: own }, ["/srv/My photos/"]);
  expect(sources.map(({ name, description }) => [name, description])).toEqual([
    ["My-photos", "/srv/My photos/"],
    ["My-photos-2", "/mnt/My photos"],
    ["pictures", "/"],
  ]);
  expect(sources[0]?.open()).toBe("/srv/My photos/");
  expect(sources.map(({ folder }) => folder)).toEqual([undefined, undefined, undefined]);
});

it("says nothing of a bucket's credentials", async () => {
  const bucket = "s3://key:secret@shop/2026?endpoint=http://127.0.0.1:9000";
  const { sources } = await hostOf({ sources: [bucket], showFolders: true });
  expect(sources).toEqual([
    { name: "2026", description: "s3://shop/2026", open: expect.any(Function) },
  ]);
});

it("shows folders where it is told to", async () => {
  const { sources } = await hostOf({ sources: ["/srv/photos/"], showFolders: true });
  expect(sources[0]?.folder).toBe("/srv/photos");
});

test("places of a configuration file start from its folder", async () => {
  const text = JSON.stringify({ server: { sources: ["photos"], backups: "backups" } });
  const directory = await folderWith({ "revimg.config.json": text });
  const { server } = await readConfig({ directory, environment: {} });
  expect(server).toEqual({
    sources: [join(directory, "photos")],
    backups: join(directory, "backups"),
  });
});

it("backs up into a folder named after the moment", async () => {
  const directory = await folderWith({});
  const explicit = {
    ...{ dataDirectory: join(directory, "data"), model: "mini" },
    server: { backups: join(directory, "backups") },
  };
  const report = await readConfig({ explicit, environment: {}, file: false });
  await using revimg = await createRevimg(report.options);
  expect((await revimg.stats()).count).toBe(0);
  const { backUp } = serverHost(report);
  let files = 0;
  for await (const event of backUp!({ signal: new AbortController().signal })) files = event.files;
  expect(files).toBeGreaterThan(0);
  const [moment, ...others] = await readdir(join(directory, "backups"));
  expect(moment).toMatch(/^20\d\d-\d\d-\d\dT\d\d-\d\d-\d\d$/);
  expect(others).toEqual([]);
});

it("leaves backups of another database to that", async () => {
  const explicit = { metadata: "postgres://a@b/c", server: { backups: "/srv/backups" } };
  const report = await readConfig({ explicit, environment: {}, file: false });
  expect(serverHost(report).backUp).toBeUndefined();
  expect((await hostOf({})).backUp).toBeUndefined();
});
