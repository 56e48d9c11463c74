import { isRevimgError, type RevimgError } from "@revimg/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadConfig } from "./config.js";

function failure(environment: Record<string, string>): RevimgError {
  try {
    loadConfig({ environment });
  } catch (error) {
    if (isRevimgError(error)) return error;
    throw error;
  }
  throw new Error("loadConfig accepted it");
}

afterEach(() => vi.unstubAllEnvs());

describe("loadConfig", () => {
  it("sets nothing when nothing is set", () => {
    expect(loadConfig({ environment: { PATH: "/usr/bin" } })).toEqual({});
  });

  it("reads the folder, the collection and the model", () => {
    const environment = {
      REVIMG_DATA: "/var/lib/revimg",
      REVIMG_COLLECTION: "holiday_2024-a",
      REVIMG_MODEL: "mini",
    };
    expect(loadConfig({ environment })).toEqual({
      dataDirectory: "/var/lib/revimg",
      collection: "holiday_2024-a",
      model: "mini",
    });
  });

  it("reads the process's environment by default", () => {
    vi.stubEnv("REVIMG_DATA", "/from/the/process");
    expect(loadConfig().dataDirectory).toBe("/from/the/process");
  });

  it("lets explicit options win and passes the others on", () => {
    const environment = { REVIMG_DATA: "./environment", REVIMG_COLLECTION: "environment" };
    const explicit = { dataDirectory: "./explicit", inferenceThreads: 2 };
    expect(loadConfig({ explicit, environment })).toEqual({
      dataDirectory: "./explicit",
      collection: "environment",
      inferenceThreads: 2,
    });
  });

  it("does not look at a variable that an explicit option overrides", () => {
    const environment = { REVIMG_MODEL: "nonsense" };
    expect(loadConfig({ explicit: { model: "auto" }, environment })).toEqual({ model: "auto" });
  });

  it("takes an explicit option of undefined as not given", () => {
    const explicit = { dataDirectory: undefined } as object;
    const environment = { REVIMG_DATA: "./environment" };
    expect(loadConfig({ explicit, environment })).toEqual({ dataDirectory: "./environment" });
  });

  it("takes an empty variable as unset", () => {
    expect(loadConfig({ environment: { REVIMG_MODEL: "", REVIMG_VECTORS: "" } })).toEqual({});
  });

  it.each([
    ["REVIMG_MODEL", "clip", '"auto" or "mini"'],
    ["REVIMG_COLLECTION", "two words", "1 to 63 lower-case letters"],
    ["REVIMG_DATA", "s3://bucket/prefix", "the path of a folder"],
  ])("refuses %s=%s and says what was expected", (name, value, expected) => {
    const error = failure({ [name]: value });
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain(name);
    expect(error.message).toContain(expected);
    expect(error.message).toContain(JSON.stringify(value));
    expect(error.details).toEqual({ key: name });
  });

  it("keeps a password in a wrong value out of the message", () => {
    const { message } = failure({ REVIMG_DATA: "postgres://me:secret@host/db?key=hidden" });
    expect(message).toContain("postgres://…@host/db");
    expect(message).not.toMatch(/secret|hidden/);
  });

  it.each([
    ["REVIMG_MODLE", "Did you mean REVIMG_MODEL?"],
    ["REVIMG_VECTOR", "Did you mean REVIMG_VECTORS?"],
    ["REVIMG_THUMBNAIL_SIZE", "There are REVIMG_DATA, REVIMG_COLLECTION, REVIMG_MODEL."],
  ])("refuses the unknown name %s with a hint", (name, hint) => {
    const error = failure({ [name]: "x" });
    expect(error.code).toBe("invalid_config");
    expect(error.message).toContain(name);
    expect(error.message).toContain(hint);
  });

  it("leaves the variables of the tests alone", () => {
    const environment = { REVIMG_REQUIRE_SERVICES: "1", REVIMG_TEST_POSTGRES: "postgres://x" };
    expect(loadConfig({ environment })).toEqual({});
  });

  it.each(["REVIMG_VECTORS", "REVIMG_METADATA", "REVIMG_BLOBS"])(
    "refuses %s, which names a server",
    (name) => {
      const error = failure({ [name]: "chroma://user:secret@host:8000/pictures" });
      expect(error.code).toBe("unsupported");
      expect(error.message).toContain(name);
      expect(error.message).not.toContain("secret");
    },
  );
});
