import { chown, mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type LoadConfigOptions, loadConfig, readConfig } from "../config.js";
import { folderWith, refusalOf } from "./testing/folder.js";

const load = (directory: string, options: LoadConfigOptions = {}) =>
  loadConfig({ environment: {}, directory, ...options });

const collection = (name: string) => `export default { collection: "${name}" };\n`;

describe("the search for a configuration file", () => {
  it.each(["ts", "js", "mjs"])("finds revimg.config.%s", async (ending) => {
    const folder = await folderWith({ [`revimg.config.${ending}`]: collection(ending) });
    expect(await load(folder)).toEqual({ collection: ending });
  });

  it("finds revimg.config.json, with a byte order mark or without", async () => {
    const folder = await folderWith({ "revimg.config.json": '\uFEFF{ "model": "mini" }' });
    expect(await load(folder)).toEqual({ model: "mini" });
  });

  it("goes up to the nearest folder that has one", async () => {
    const folder = await folderWith({
      "revimg.config.mjs": collection("far"),
      "a/revimg.config.mjs": collection("near"),
      "a/b/c/picture.jpg": "",
    });
    expect(await load(join(folder, "a/b/c"))).toEqual({ collection: "near" });
    const { file } = await readConfig({ environment: {}, directory: join(folder, "a/b/c") });
    expect(file).toBe(join(folder, "a/revimg.config.mjs"));
  });

  it("ends at a folder with a .git", async () => {
    const folder = await folderWith({
      "revimg.config.mjs": collection("outside"),
      "project/.git/HEAD": "",
      "project/src/main.ts": "",
    });
    expect(await load(join(folder, "project/src"))).toEqual({});
  });

  it("refuses two files in one folder and names both", async () => {
    const folder = await folderWith({
      "revimg.config.ts": collection("a"),
      "revimg.config.json": "{}",
    });
    const { code, message } = await refusalOf(load(folder));
    expect(code).toBe("invalid_config");
    expect(message).toContain(`${folder}: revimg.config.ts and revimg.config.json`);
  });

  it.skipIf(process.getuid?.() !== 0)(
    "does not run another user's file above the working directory (needs root to try)",
    async () => {
      const folder = await folderWith({ "revimg.config.mjs": collection("theirs"), "a/b": "" });
      await chown(join(folder, "revimg.config.mjs"), 12_345, 12_345);
      const { code, message } = await refusalOf(load(join(folder, "a")));
      expect(code).toBe("invalid_config");
      expect(message).toContain("belongs to another user");
      expect(await load(folder)).toEqual({ collection: "theirs" });
      const environment = { REVIMG_CONFIG: "../revimg.config.mjs" };
      expect(await load(join(folder, "a"), { environment })).toEqual({ collection: "theirs" });
    },
  );
});

describe("a named configuration file", () => {
  it("stands in REVIMG_CONFIG, relative to the working directory, and ends the search", async () => {
    const folder = await folderWith({
      "revimg.config.mjs": collection("found"),
      "other/production.mts": collection("named"),
    });
    const environment = { REVIMG_CONFIG: "other/production.mts" };
    expect(await load(folder, { environment })).toEqual({ collection: "named" });
  });

  it("in code beats REVIMG_CONFIG", async () => {
    const folder = await folderWith({ "a.mjs": collection("a"), "b.mjs": collection("b") });
    const environment = { REVIMG_CONFIG: "a.mjs" };
    expect(await load(folder, { environment, file: "b.mjs" })).toEqual({ collection: "b" });
    expect(await load(folder, { environment, file: false })).toEqual({});
  });

  it.each(["absent.mjs", "folder"])("that is not there is refused: %s", async (name) => {
    const folder = await folderWith({ "folder/x": "" });
    const { code, message } = await refusalOf(
      load(folder, { environment: { REVIMG_CONFIG: name } }),
    );
    expect(code).toBe("invalid_config");
    expect(message).toContain(`REVIMG_CONFIG must be the path of a configuration file`);
    expect(message).toContain(join(folder, name));
  });

  it("of another kind is refused", async () => {
    const folder = await folderWith({ "revimg.yaml": "model: mini" });
    const { message } = await refusalOf(load(folder, { file: "revimg.yaml" }));
    expect(message).toContain("its name must end in .ts, .js, .mjs or .json");
  });
});

describe("a configuration in TypeScript", () => {
  it("may use types, enums, other files and await", async () => {
    const folder = await folderWith({
      "revimg.config.ts": `
        import { names } from "./names.js";
        enum Device { Processor = "cpu" }
        const settings: Record<string, string> = await Promise.resolve(names);
        export default {
          collection: settings.collection as string,
          inference: { device: Device.Processor },
        } satisfies object;
      `,
      "names.ts": 'export const names: { collection: string } = { collection: "typed" };',
    });
    expect(await load(folder)).toEqual({ collection: "typed", inference: { device: "cpu" } });
  });

  it("writes nothing beside it", async () => {
    const folder = await folderWith({ "a/revimg.config.ts": collection("a") });
    expect(await load(join(folder, "a"))).toEqual({ collection: "a" });
    expect(await readdir(join(folder, "a"))).toEqual(["revimg.config.ts"]);
  });

  it("imports what is installed in its folder", async () => {
    const folder = await folderWith({
      "revimg.config.ts": `
        import { isRevimgError } from "@revimg/core";
        export default { collection: isRevimgError(new Error()) ? "wrong" : "imported" };
      `,
    });
    await mkdir(join(folder, "node_modules/@revimg"), { recursive: true });
    const core = fileURLToPath(new URL("../../../core", import.meta.url));
    await symlink(core, join(folder, "node_modules/@revimg/core"));
    expect(await load(folder)).toEqual({ collection: "imported" });
  });
});

it("a CommonJS file is read too", async () => {
  const folder = await folderWith({
    "package.json": "{}",
    "revimg.config.js": 'module.exports = { collection: "common" };',
  });
  expect(await load(folder)).toEqual({ collection: "common" });
});

it.each([
  ["revimg.config.ts", "export default { blobs: () => null };"],
  ["revimg.config.mjs", "export default { blobs: () => null };"],
  ["revimg.config.js", "module.exports = { blobs: () => null };"],
])("%s is run anew each time, for stores that were not closed yet", async (name, text) => {
  const folder = await folderWith({ "package.json": "{}", [name]: text });
  const [first, second] = [await load(folder), await load(folder)];
  expect(first.blobs).toBeTypeOf("function");
  expect(second.blobs).toBeTypeOf("function");
  expect(first.blobs).not.toBe(second.blobs);
});

it("a configuration that is promised is awaited", async () => {
  const folder = await folderWith({
    "revimg.config.mjs": 'export default Promise.resolve({ collection: "promised" });',
  });
  expect(await load(folder)).toEqual({ collection: "promised" });
});

describe("a file that is wrong is refused by its path:", () => {
  it.each([
    [
      "revimg.config.mjs",
      'throw new Error("No DATABASE_URL here.");',
      "could not be loaded: No DATABASE_URL here.",
    ],
    [
      "revimg.config.ts",
      'throw new Error("No DATABASE_URL here.");',
      "could not be loaded: No DATABASE_URL here.",
    ],
    ["revimg.config.mjs", "export default {", "could not be loaded: "],
    ["revimg.config.ts", 'import "not-installed";', "could not be loaded: Cannot find"],
    [
      "revimg.config.mjs",
      "export const model = 1;",
      "must export a configuration (export default defineConfig({ … })), not no default export.",
    ],
    ["revimg.config.ts", "export const model = 1;", "not no default export."],
    ["revimg.config.ts", "export default () => ({});", "not its function."],
    ["revimg.config.json", "[]", "not its list."],
    ["revimg.config.json", '{ "blobs": "s3://secret", }', "is not valid JSON: "],
    ["revimg.config.json", '"secret', "is not valid JSON: "],
    ["revimg.config.json", 'secret"', "is not valid JSON: Unexpected token 's'."],
  ])("%s: %s", async (name, text, reason) => {
    const folder = await folderWith({ [name]: text });
    const error = await refusalOf(load(folder));
    expect(error.code).toBe("invalid_config");
    expect(error.message.startsWith(`${join(folder, name)} `)).toBe(true);
    expect(error.message).toContain(reason);
    expect(error.message).not.toContain("secret");
    expect(error.details).toEqual({ file: join(folder, name) });
  });

  it("the cause is kept", async () => {
    const folder = await folderWith({ "revimg.config.mjs": 'throw new TypeError("cause");' });
    expect((await refusalOf(load(folder))).cause).toBeInstanceOf(TypeError);
  });
});

describe("a value in the file", () => {
  const json = (config: object) => folderWith({ "revimg.config.json": JSON.stringify(config) });

  it.each([
    [{ modell: "mini" }, "modell is not a setting of revimg. Did you mean model?"],
    [
      { models: { ofline: true } },
      "models.ofline is not a setting of revimg. Did you mean models.offline?",
    ],
    [{ collection: "A" }, '; it is "A".'],
    [{ urls: { allow: "example.org" } }, "must be a list of hosts"],
    [{ urls: { ports: [0] } }, "must be a list of ports"],
    [{ urls: "off" }, "urls must be an object such as { allow: … }."],
    [{ cache: { maxEntries: 0 } }, "must be a whole number from 1"],
    [{ inference: { workers: 1.5 } }, "must be a whole number from 1 to 64; it is 1.5."],
    [{ models: { offline: "yes" } }, 'must be true (1) or false (0); it is "yes".'],
  ])("%j is refused with key and path", async (config, message) => {
    const folder = await json(config);
    const error = await refusalOf(load(folder));
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain(join(folder, "revimg.config.json"));
    expect(error.message).toContain(message);
    expect(error.details).toMatchObject({ file: join(folder, "revimg.config.json") });
  });

  it("that is overridden is not looked at, but its key is", async () => {
    const folder = await json({ model: "nonsense" });
    expect(await load(folder, { environment: { REVIMG_MODEL: "mini" } })).toEqual({
      model: "mini",
    });
  });

  it("is weaker than the environment and options, and stronger than XDG_CACHE_HOME", async () => {
    const folder = await json({
      collection: "file",
      scanThreads: 1,
      models: { cacheDirectory: "/file", offline: true },
    });
    const environment = {
      REVIMG_COLLECTION: "environment",
      XDG_CACHE_HOME: "/cache",
      HF_HUB_OFFLINE: "0",
    };
    expect(await load(folder, { environment, explicit: { scanThreads: 2 } })).toEqual({
      collection: "environment",
      scanThreads: 2,
      models: { cacheDirectory: "/file", offline: false },
    });
  });

  it("has lists, and groups that can be off as a whole", async () => {
    const urls = { allow: ["example.org", "*.example.net"], ports: [443], timeoutMs: 5_000 };
    const folder = await json({ urls, cache: false });
    expect(await load(folder)).toEqual({ urls, cache: false });
    const environment = {
      REVIMG_URLS_ALLOW: "a.example",
      REVIMG_URLS_ALLOW_PRIVATE: "10.0.0.5:8080, media.local",
      REVIMG_CACHE: "1",
    };
    expect(await load(folder, { environment })).toEqual({
      urls: { ...urls, allow: ["a.example"], allowPrivate: ["10.0.0.5:8080", "media.local"] },
    });
    expect(await load(folder, { environment: { REVIMG_URLS: "off" } })).toEqual({
      urls: false,
      cache: false,
    });
  });

  it("starts relative paths from the file's folder", async () => {
    const folder = await folderWith({
      "revimg.config.json": JSON.stringify({
        dataDirectory: "./data",
        model: "own/manifest.json",
        models: { cacheDirectory: "../cache" },
      }),
      "a/b": "",
    });
    expect(await load(join(folder, "a"))).toEqual({
      dataDirectory: join(folder, "data"),
      model: join(folder, "own/manifest.json"),
      models: { cacheDirectory: join(folder, "../cache") },
    });
  });
});

describe("the queue", () => {
  const queueOf = async (directory: string, environment: Record<string, string> = {}) => {
    const { queue, settings, options } = await readConfig({ environment, directory });
    expect(options).not.toHaveProperty("queue");
    return { queue, shown: settings.find(({ key }) => key === "queue")?.value };
  };
  const url = "postgres://me:hunter2@db:5432/pictures?sslmode=require";
  const preset = "where metadata is, if that is a postgres: URL";

  it("is where it is said, and else where the rows are", async () => {
    const folder = await folderWith({ ".git/HEAD": "" });
    expect(await queueOf(folder)).toEqual({ queue: null, shown: preset });
    expect(await queueOf(folder, { REVIMG_METADATA: url })).toEqual({ queue: url, shown: preset });
    const other = "postgresql://you:secret@jobs/work";
    expect(await queueOf(folder, { REVIMG_METADATA: url, REVIMG_QUEUE: other })).toEqual({
      queue: other,
      shown: "postgresql://you:…@jobs/work",
    });
    const configured = await folderWith({
      "revimg.config.json": JSON.stringify({ queue: url, metadata: "memory:" }),
    });
    expect((await queueOf(configured)).queue).toBe(url);
  });

  it.each(["sqlite:", "redis://me:hunter2@db", "postgres://db", "postgres://me@db/a?tls=1"])(
    "is not %s",
    async (wrong) => {
      const folder = await folderWith({ ".git/HEAD": "" });
      const environment = { REVIMG_QUEUE: wrong };
      const { code, message } = await refusalOf(readConfig({ environment, directory: folder }));
      expect(code).toBe("invalid_config");
      expect(message).toMatch(/^REVIMG_QUEUE/);
      expect(message).not.toContain("hunter2");
    },
  );
});
