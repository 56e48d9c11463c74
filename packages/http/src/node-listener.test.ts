import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import fastify from "fastify";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { createHandler } from "./create-handler.js";
import { nodeListener } from "./node-listener.js";
import { formOf, openTestIndex } from "./test-index.js";
import type { SearchResponse } from "./wire/search-response.js";

const index = await openTestIndex();
const basePath = "/pictures";
const handler = createHandler(index.revimg, { basePath });
afterAll(async () => {
  await handler.close();
  await index[Symbol.asyncDispose]();
});

async function addressOf(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function startExpress(): Promise<string> {
  const app = express();
  app.get("/own", (_request, response) => void response.send("own"));
  app.use(basePath, nodeListener(handler));
  return addressOf(createServer(app));
}

async function startFastify(): Promise<string> {
  const app = fastify();
  app.get("/own", async () => "own");
  app.register(
    async (scope) => {
      // The handler reads bodies itself.
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser("*", (_request, _body, done) => done(null));
      scope.all("/*", (request, reply) => {
        reply.hijack();
        return nodeListener(handler)(request.raw, reply.raw);
      });
    },
    { prefix: basePath },
  );
  onTestFinished(() => app.close());
  return app.listen({ port: 0, host: "127.0.0.1" });
}

it.each([
  ["Node", () => addressOf(createServer(nodeListener(handler)))],
  ["Express", startExpress],
  ["Fastify", startFastify],
] as const)("the handler answers when mounted in %s", async (name, start) => {
  const url = await start();
  const body = formOf(index.pictures.get("memory-2")!);
  const found = await fetch(`${url}${basePath}/search`, { method: "POST", body });
  expect(found.status).toBe(200);
  const { similar_images } = (await found.json()) as SearchResponse;
  expect(similar_images[0]).toMatchObject({ id: index.ids.get("memory-2"), tier: "exact" });
  const picture = await fetch(new URL(similar_images[0]!.thumbnail_url, url));
  expect(picture.headers.get("content-type")).toBe("image/jpeg");
  const refused = await fetch(`${url}${basePath}/search`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  expect(refused.status).toBe(400);
  if (name !== "Node") expect(await (await fetch(`${url}/own`)).text()).toBe("own");
});
