import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { isRevimgError } from "@revimg/core";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type RunningServer, serve } from "./serve.js";
import { formOf, jsonOf, openTestIndex, type TestIndex } from "./test-index.js";
import type { SearchResponse } from "./wire/search-response.js";

let index: TestIndex;
let server: RunningServer;

beforeAll(async () => {
  index = await openTestIndex();
  server = await serve({
    revimg: index.revimg,
    port: 0,
    basePath: "/api",
    maxUploadBytes: 200_000,
  });
});
afterAll(async () => {
  await server.close();
  await index[Symbol.asyncDispose]();
});
afterEach(() => vi.restoreAllMocks());

/** A POST whose body the test sends piece by piece. */
function openPost(url: string, contentLength?: number) {
  return httpRequest(`${url}/search`, {
    method: "POST",
    headers: {
      "content-type": "image/jpeg",
      ...(contentLength !== undefined && { "content-length": contentLength }),
    },
  });
}

async function startRevimgServer() {
  return serve({ revimg: index.revimg, port: 0 });
}

describe("serve", () => {
  it("says where it listens", () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/api`);
  });

  it("answers searches, pictures and health over a socket", async () => {
    const body = formOf(index.pictures.get("memory-2")!, { limit: "2" });
    const response = await fetch(`${server.url}/search`, { method: "POST", body });
    const answer = await jsonOf<SearchResponse>(response);
    const id = index.ids.get("memory-2")!;
    expect(answer.similar_images[0]!.id).toBe(id);

    const thumbnail = await fetch(new URL(answer.similar_images[0]!.thumbnail_url, server.url));
    const { byteLength } = await thumbnail.arrayBuffer();
    expect(thumbnail.headers.get("content-length")).toBe(String(byteLength));

    const original = index.pictures.get("memory-2")!;
    const head = await fetch(`${server.url}/image/${id}`, { method: "HEAD" });
    expect(head.headers.get("content-length")).toBe(String(original.byteLength));
    const part = await fetch(`${server.url}/image/${id}`, { headers: { range: "bytes=10-19" } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(Buffer.from(original.subarray(10, 20)));

    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });

  it("serves twenty searches at once", async () => {
    const names = [...index.pictures.keys()];
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => {
        const name = names[at % names.length]!;
        const body = formOf(index.pictures.get(name)!);
        const response = await fetch(`${server.url}/search`, { method: "POST", body });
        const { similar_images } = await jsonOf<SearchResponse>(response);
        return similar_images[0]!.id === index.ids.get(name);
      }),
    );
    expect(answers).toEqual(Array(20).fill(true));
  });

  it("answers 413 to an upload that is too large, after it has come", async () => {
    for (let attempt = 0; attempt < 5; attempt++) {
      const body = formOf(new Uint8Array(700_000));
      const response = await fetch(`${server.url}/search`, { method: "POST", body });
      expect(response.status).toBe(413);
      await response.body?.cancel();
    }
  });

  it("answers 413 to an upload of unknown length that does not end", async () => {
    const post = openPost(server.url);
    post.on("error", () => {});
    const answered = once(post, "response") as Promise<[IncomingMessage]>;
    for (let sent = 0; sent < 20; sent++) post.write(Buffer.alloc(65_536));
    const [response] = await answered;
    expect(response.statusCode).toBe(413);
    expect(JSON.parse(await text(response))).toMatchObject({ code: "image_too_large" });
    post.destroy();
  });

  it("stops a search whose client has gone", async () => {
    const aborted = new Promise<boolean>((resolve) => {
      vi.spyOn(index.revimg, "search").mockImplementationOnce((_query, options) => {
        const signal = options!.signal!;
        return new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            resolve(signal.aborted);
            reject(signal.reason);
          });
          controller.abort();
        });
      });
    });
    const controller = new AbortController();
    const body = formOf(index.pictures.get("memory-0")!);
    const { signal } = controller;
    const request = fetch(`${server.url}/search`, { method: "POST", body, signal });
    await expect(request).rejects.toThrow();
    expect(await aborted).toBe(true);
  });

  it("survives clients that leave in the middle of a picture", async () => {
    const { pathname } = new URL(`${server.url}/image/${index.ids.get("disk-0")}`);
    const leave = (afterMs: number) =>
      new Promise<void>((resolve) => {
        const socket = connect(server.port, "127.0.0.1", () => {
          socket.write(`GET ${pathname} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
          setTimeout(() => socket.resetAndDestroy(), afterMs);
        });
        socket.on("error", () => {});
        socket.on("close", () => resolve());
      });
    await Promise.all(Array.from({ length: 40 }, (_, at) => leave(at % 8)));
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  });

  it("tells the index its address", async () => {
    const spy = vi.spyOn(index.revimg, "announce");
    await using other = await startRevimgServer();
    expect(spy).toHaveBeenCalledExactlyOnceWith(other.url);
  });

  it("answers only under local names, unless it is told of others", async () => {
    const statusOf = async (url: string, host: string) => {
      const request = httpRequest(`${url}/images`, { headers: { host } });
      request.end();
      const [response] = (await once(request, "response")) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    for (const host of ["localhost:3000", "127.0.0.1", "[::1]:3000", "LOCALHOST"]) {
      expect(await statusOf(server.url, host)).toBe(200);
    }
    expect(await statusOf(server.url, "evil.example")).toBe(421);
    await using named = await serve({ revimg: index.revimg, port: 0, hosts: ["photos.example"] });
    expect(await statusOf(named.url, "photos.example")).toBe(200);
    expect(await statusOf(named.url, "localhost")).toBe(421);
    await using behind = await serve({ revimg: index.revimg, port: 0, trustProxy: ["10.0.0.1"] });
    expect(await statusOf(behind.url, "photos.example")).toBe(200);
  });

  it("counts the requests of an address", async () => {
    await using few = await serve({ revimg: index.revimg, port: 0, rateLimit: { requests: 1 } });
    const at = (address: string) => ({ headers: { "x-forwarded-for": address } });
    expect((await fetch(`${few.url}/images`, at("203.0.113.7"))).status).toBe(200);
    expect((await fetch(`${few.url}/images`, at("203.0.113.8"))).status).toBe(429);
  });

  it("says which port is taken and what to do", async () => {
    const error = await serve({ revimg: index.revimg, port: server.port }).catch((e) => e);
    expect(isRevimgError(error, "invalid_config")).toBe(true);
    expect(error.message).toContain(`Port ${server.port} of 127.0.0.1 is taken`);
    expect(error.message).toContain("choose another port");
  });

  it.each([
    [{ port: 70_000 }, "from 0 to 65535"],
    [{ port: 0, hostname: "192.0.2.1" }, "no interface 192.0.2.1"],
  ])("refuses %o", async (options, message) => {
    const error = await serve({ revimg: index.revimg, ...options }).catch((e) => e);
    expect(isRevimgError(error, "invalid_config")).toBe(true);
    expect(error.message).toContain(message);
  });

  it("finishes the request under way when it closes, and takes no other", async () => {
    const closing = await startRevimgServer();
    const picture = index.pictures.get("memory-1")!;
    const post = openPost(closing.url, picture.byteLength);
    const answered = once(post, "response") as Promise<[IncomingMessage]>;
    const searched = vi.spyOn(index.revimg, "search");
    post.write(picture.subarray(0, 1000));
    // The server must have the request before it closes.
    await fetch(`${closing.url}/health/live`).then((response) => response.text());

    const closed = closing.close();
    await expect(fetch(`${closing.url}/health/live`)).rejects.toThrow();
    post.end(picture.subarray(1000));
    const [response] = await answered;
    expect(response.statusCode).toBe(200);
    const answer: SearchResponse = JSON.parse(await text(response));
    expect(answer.similar_images[0]!.id).toBe(index.ids.get("memory-1"));
    expect(searched).toHaveBeenCalledOnce();
    await closed;
    await closing.close();
  });

  it("cuts off what does not finish in time", async () => {
    const impatient = await serve({ revimg: index.revimg, port: 0, closeTimeoutMs: 50 });
    const post = openPost(impatient.url, 1000);
    const failed = once(post, "error");
    post.write(Buffer.alloc(10));
    await fetch(`${impatient.url}/health/live`).then((response) => response.text());
    await impatient.close();
    expect(await failed).toHaveLength(1);
  });

  it("leaves the index open", async () => {
    await (await startRevimgServer()).close();
    expect((await index.revimg.stats()).count).toBe(8);
  });
});
