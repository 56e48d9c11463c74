import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { folderWith, refusalOf } from "./config/testing/folder.js";
import { defineConfig, loadConfig, readConfig } from "./config.js";

type Variables = Record<string, string>;

/** The options that the environment alone gives. */
const load = (environment: Variables, directory = process.cwd()) =>
  loadConfig({ environment, directory, file: false });

const failure = (environment: Variables) => refusalOf(load(environment));

afterEach(() => vi.unstubAllEnvs());

describe("the environment", () => {
  it("sets nothing when nothing is set", async () => {
    expect(await load({ PATH: "/usr/bin" })).toEqual({});
  });

  it("sets the folder, the collection and the model", async () => {
    const environment = {
      REVIMG_DATA: "/var/lib/revimg",
      REVIMG_COLLECTION: "holiday_2024-a",
      REVIMG_MODEL: "clip-vit-b32",
    };
    expect(await load(environment)).toEqual({
      dataDirectory: "/var/lib/revimg",
      collection: "holiday_2024-a",
      model: "clip-vit-b32",
    });
  });

  it("sets how models run and where they come from", async () => {
    const environment = {
      REVIMG_THREADS: "4",
      REVIMG_WORKERS: "2",
      REVIMG_DTYPE: "int8",
      REVIMG_DEVICE: "cuda",
      REVIMG_MODEL_CACHE: "/models",
      REVIMG_OFFLINE: "1",
      HF_ENDPOINT: "https://mirror.example.com/",
      HTTPS_PROXY: "http://proxy:3128",
      NO_PROXY: "localhost",
    };
    expect(await load(environment)).toEqual({
      inference: { threads: 4, workers: 2, dtype: "int8", device: "cuda" },
      models: {
        cacheDirectory: "/models",
        endpoint: "https://mirror.example.com",
        proxy: "http://proxy:3128",
        noProxy: "localhost",
        offline: true,
      },
    });
  });

  it("is the process's by default", async () => {
    vi.stubEnv("REVIMG_DATA", "/from/the/process");
    expect((await loadConfig({ file: false })).dataDirectory).toBe("/from/the/process");
  });

  it("counts an empty variable as unset", async () => {
    const environment = { REVIMG_MODEL: "", REVIMG_VECTORS: "", REVIMG_UNKNOWN: "" };
    expect(await load(environment)).toEqual({});
  });

  it.each([
    ["1", true],
    ["true", true],
    ["TRUE", true],
    ["0", false],
    ["false", false],
  ])("reads REVIMG_OFFLINE=%s as %s", async (text, offline) => {
    expect(await load({ REVIMG_OFFLINE: text })).toEqual({ models: { offline } });
  });

  it("takes the hub's own switch too, and ours first", async () => {
    expect(await load({ HF_HUB_OFFLINE: "1" })).toEqual({ models: { offline: true } });
    expect(await load({ HF_HUB_OFFLINE: "1", REVIMG_OFFLINE: "0" })).toEqual({
      models: { offline: false },
    });
  });

  it("keeps models below XDG_CACHE_HOME, unless it is relative or the folder is named", async () => {
    const models = { cacheDirectory: join("/cache", "revimg/models") };
    expect(await load({ XDG_CACHE_HOME: "/cache" })).toEqual({ models });
    expect(await load({ XDG_CACHE_HOME: "cache" })).toEqual({});
    expect(await load({ XDG_CACHE_HOME: "/cache", REVIMG_MODEL_CACHE: "/models" })).toEqual({
      models: { cacheDirectory: "/models" },
    });
  });

  it("takes a proxy for https endpoints only, and one without a scheme for an HTTP proxy", async () => {
    expect(await load({ https_proxy: "proxy.example.com:3128" })).toEqual({
      models: { proxy: "http://proxy.example.com:3128" },
    });
    expect(await load({ HTTPS_PROXY: "http://proxy", HF_ENDPOINT: "http://mirror" })).toEqual({
      models: { endpoint: "http://mirror" },
    });
    expect(await load({ NO_PROXY: "localhost" })).toEqual({});
  });

  it("starts relative paths from the directory", async () => {
    const environment = { REVIMG_DATA: "data", REVIMG_MODEL: "./own/manifest.json" };
    expect(await load(environment, "/srv/app")).toEqual({
      dataDirectory: "/srv/app/data",
      model: "/srv/app/own/manifest.json",
    });
    expect(await load(environment)).toMatchObject({ dataDirectory: "data" });
  });

  it.each([
    ["REVIMG_MODEL", "clip", '"auto", "mini", "clip-vit-b32" or the path of a manifest'],
    ["REVIMG_COLLECTION", "two words", "1 to 63 lower-case letters"],
    ["REVIMG_DATA", "s3://bucket/prefix", "the path of a folder"],
    ["REVIMG_THREADS", "many", "a whole number from 1 to 64"],
    ["REVIMG_WORKERS", "0", "a whole number from 1 to 64"],
    ["REVIMG_DTYPE", "fp64", "one of fp32, fp16, int8"],
    ["REVIMG_DEVICE", "gpu", "one of cpu, cuda"],
    ["REVIMG_OFFLINE", "maybe", "true (1) or false (0)"],
    ["HF_ENDPOINT", "huggingface.co", "an address such as"],
    ["HTTPS_PROXY", "socks5://proxy:1080", "the address of an HTTP proxy"],
  ])("is refused with %s=%s, saying what was expected", async (name, value, expected) => {
    const error = await failure({ [name]: value });
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain(`${name} must be ${expected}`);
    expect(error.message).toContain(
      `it is ${/\d/.test(value) && name === "REVIMG_WORKERS" ? 0 : JSON.stringify(value)}`,
    );
    expect(error.details).toEqual({ key: name });
  });

  it.each([
    ["REVIMG_MODEL", "clip-vit-b-32", "Did you mean clip-vit-b32?"],
    ["REVIMG_DTYPE", "f16", "Did you mean fp16?"],
    ["REVIMG_DEVICE", "webgup", "Did you mean webgpu?"],
  ])("suggests a value for %s=%s", async (name, value, advice) => {
    expect((await failure({ [name]: value })).message).toContain(advice);
  });

  it.each([
    ["REVIMG_MODLE", "Did you mean REVIMG_MODEL?"],
    ["REVIMG_VECTOR", "Did you mean REVIMG_VECTORS?"],
    ["REVIMG_INFERENCE_THREADS", "Did you mean REVIMG_THREADS?"],
    ["REVIMG_QUALITY", "There are REVIMG_CONFIG, REVIMG_DATA, REVIMG_COLLECTION, REVIMG_MODEL,"],
  ])("is refused with the unknown name %s and a hint", async (name, hint) => {
    const error = await failure({ [name]: "x" });
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain(`${name} is not a setting of revimg. ${hint}`);
    expect(error.details).toEqual({ key: name });
  });

  it("may have the variables of the tests", async () => {
    const environment = { REVIMG_REQUIRE_SERVICES: "1", REVIMG_TEST_POSTGRES: "postgres://x" };
    expect(await load(environment)).toEqual({});
  });

  it("may have what Kubernetes says of services named revimg and revimg-db", async () => {
    const environment = {
      REVIMG_SERVICE_HOST: "10.0.0.11",
      REVIMG_KEY: "revimg_0123456789ab_secret",
      REVIMG_SERVICE_PORT: "3000",
      REVIMG_SERVICE_PORT_HTTP: "3000",
      REVIMG_PORT: "tcp://10.0.0.11:3000",
      REVIMG_PORT_3000_TCP: "tcp://10.0.0.11:3000",
      REVIMG_PORT_3000_TCP_PROTO: "tcp",
      REVIMG_PORT_3000_TCP_ADDR: "10.0.0.11",
      REVIMG_DB_SERVICE_HOST: "10.0.0.12",
      REVIMG_DB_PORT_5432_TCP_PORT: "5432",
    };
    expect(await load(environment)).toEqual({});
  });

  it("shows neither password nor query of a wrong value", async () => {
    const { message } = await failure({ REVIMG_DATA: "postgres://me:secret@host/db?key=hidden" });
    expect(message).toContain("postgres://…@host/db");
    expect(message).not.toMatch(/secret|hidden/);
  });
});

describe("explicit options", () => {
  it("win, and the others stay", async () => {
    const environment = { REVIMG_DATA: "./environment", REVIMG_COLLECTION: "environment" };
    const explicit = { dataDirectory: "./explicit", scanThreads: 2 };
    expect(await loadConfig({ explicit, environment, file: false })).toEqual({
      dataDirectory: "./explicit",
      collection: "environment",
      scanThreads: 2,
    });
  });

  it("win inside a group too", async () => {
    const environment = { REVIMG_THREADS: "8", REVIMG_WORKERS: "2" };
    const explicit = { inference: { threads: 1 } };
    expect(await loadConfig({ explicit, environment, file: false })).toEqual({
      inference: { threads: 1, workers: 2 },
    });
  });

  it("keep the variable that they override from being read", async () => {
    const environment = { REVIMG_MODEL: "nonsense" };
    const explicit = { model: "auto" };
    expect(await loadConfig({ explicit, environment, file: false })).toEqual({ model: "auto" });
  });

  it("of undefined are not given", async () => {
    const explicit = { dataDirectory: undefined, inference: { threads: undefined } } as object;
    const environment = { REVIMG_DATA: "./environment" };
    expect(await loadConfig({ explicit, environment, file: false })).toEqual({
      dataDirectory: "./environment",
    });
  });

  it("are refused by the name that the caller has for them", async () => {
    const refused = loadConfig({
      explicit: { collection: "Two Words" },
      optionNames: { collection: "--collection" },
      environment: {},
      file: false,
    });
    const { code, message } = await refusalOf(refused);
    expect(code).toBe("invalid_config");
    expect(message).toMatch(/^--collection must be 1 to 63 .*; it is "Two Words"\.$/);
  });

  it.each([
    [{ dataDir: "." }, "dataDir is not a setting of revimg. Did you mean dataDirectory?"],
    [{ inferenceThreads: 2 }, "Did you mean inference.threads?"],
    [
      { inference: { thread: 2 } },
      "inference.thread is not a setting of revimg. Did you mean inference.threads?",
    ],
    [{ limits: 3 }, "limits must be an object such as { maxBytes: … }."],
    [{ limits: { maxBytes: -1 } }, "limits.maxBytes must be a number above 0; it is -1."],
  ])("%j is refused with a hint", async (explicit, message) => {
    const refused = loadConfig({ explicit: explicit as object, environment: {}, file: false });
    expect((await refusalOf(refused)).message).toContain(message);
  });
});

describe("readConfig", () => {
  it("tells each value's origin, strongest first: option, environment, file, default", async () => {
    const directory = await folderWith({
      "revimg.config.json": JSON.stringify({
        dataDirectory: "file",
        collection: "file",
        model: "mini",
        inference: { threads: 3 },
      }),
    });
    const report = await readConfig({
      explicit: { dataDirectory: "/option" },
      optionNames: { dataDirectory: "--data" },
      environment: { REVIMG_DATA: "/environment", REVIMG_COLLECTION: "environment" },
      directory,
    });
    expect(report.file).toBe(join(directory, "revimg.config.json"));
    const settings = new Map(report.settings.map(({ key, ...rest }) => [key, rest]));
    expect(settings.get("dataDirectory")).toEqual({
      value: "/option",
      origin: "option",
      source: "--data",
    });
    expect(settings.get("collection")).toEqual({
      value: "environment",
      origin: "environment",
      source: "REVIMG_COLLECTION",
    });
    const source = "revimg.config.json";
    expect(settings.get("model")).toEqual({ value: "mini", origin: "file", source });
    expect(settings.get("inference.threads")).toEqual({ value: 3, origin: "file", source });
    expect(settings.get("blobs")).toEqual({ value: "file:", origin: "default", source: null });
    expect(report.options).toEqual({
      dataDirectory: "/option",
      collection: "environment",
      model: "mini",
      inference: { threads: 3 },
    });
  });

  it("lists every setting, set or not, and says when there is no file", async () => {
    const { settings, options, file } = await readConfig({ environment: {}, file: false });
    expect({ options, file }).toEqual({ options: {}, file: null });
    expect(settings.every(({ origin, source }) => origin === "default" && source === null)).toBe(
      true,
    );
    expect(settings.map(({ key }) => key)).toEqual(
      expect.arrayContaining(["vectors", "models.offline", "inference.device", "limits.maxPixels"]),
    );
  });

  it("masks passwords", async () => {
    const environment = {
      REVIMG_METADATA: "postgres://me:s%40cret@db.example.com/pictures?sslmode=require",
      HTTPS_PROXY: "http://user:s%40cret@proxy:3128",
      HF_ENDPOINT: "https://user:s%40cret@mirror.example.com",
    };
    const { settings } = await readConfig({ environment, file: false });
    expect(JSON.stringify(settings)).not.toMatch(/s(%40|@)cret/);
    expect(settings).toContainEqual({
      key: "metadata",
      value: "postgres://me:…@db.example.com/pictures?sslmode=require",
      origin: "environment",
      source: "REVIMG_METADATA",
    });
    expect(settings).toContainEqual(
      expect.objectContaining({ key: "models.proxy", value: "http://user:…@proxy:3128" }),
    );
  });
});

it("defineConfig gives back what it gets", () => {
  const config = { model: "mini", blobs: "s3://pictures" };
  expect(defineConfig(config)).toBe(config);
});
