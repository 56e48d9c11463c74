import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import type { Context } from "../../terminal/context.js";
import { servedCollections } from "./served-collections.js";

const contextWith = (environment: Record<string, string>): Context =>
  ({
    ...{ environment, signal: new AbortController().signal },
    ...{ stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() },
  }) as unknown as Context;

it("refuses all collections where opening one would make it", async () => {
  const context = contextWith({ REVIMG_METADATA: "postgres://me@127.0.0.1:1/none" });
  await expect(
    servedCollections({ serveCollection: ["shop", "*"] }, "default", context),
  ).rejects.toMatchObject({ code: "invalid_config" });
  const named = await servedCollections({ serveCollection: ["shop"] }, "default", context);
  const { signal } = context;
  await expect(named!.open("blog", { signal })).rejects.toMatchObject({ code: "not_found" });
});

it("opens no collection that is not there", async () => {
  const all = await servedCollections({ serveCollection: ["*"] }, "default", contextWith({}));
  const { signal } = new AbortController();
  await expect(all!.open("absent", { signal })).rejects.toMatchObject({ code: "not_found" });
  expect(await servedCollections({}, "default", contextWith({}))).toBeUndefined();
});
