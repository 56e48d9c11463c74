import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { startLiveReload } from "../scripts/lib/live-reload.mjs";

/** An app that tells what it was asked, as a page or as text. */
async function startApp(name: string): Promise<string> {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const isPage = request.url === "/";
    response.writeHead(200, {
      "content-type": isPage ? "text/html; charset=utf-8" : "text/plain",
      ...(isPage && {
        "content-security-policy": "script-src 'nonce-abc'",
        "content-length": "10",
      }),
    });
    response.end(isPage ? "<p>page</p>".slice(0, 10) : `${name} ${request.method} ${body}`);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function start() {
  const front = await startLiveReload({ port: 0 });
  onTestFinished(() => front.close());
  return front;
}

test("requests reach the app, and one that comes while it starts waits for it", async () => {
  const front = await start();
  const early = fetch(`${front.url}/a`, { method: "POST", body: "query" });
  front.use(await startApp("first"));
  expect(await (await early).text()).toBe("first POST query");
  front.use(null);
  const later = fetch(`${front.url}/a`);
  front.use(await startApp("second"));
  expect(await (await later).text()).toBe("second GET ");
});

test("a page gets a script that its policy lets run, and hears of a change", async () => {
  const front = await start();
  front.use(await startApp("app"));
  const page = await (await fetch(front.url)).text();
  expect(page).toMatch(/^<p>page<\/p.*<script nonce="abc">.*location\.reload\(\);<\/script>$/);

  const path = /EventSource\("([^"]+)"\)/.exec(page)![1];
  const news = await fetch(front.url + path);
  expect(news.headers.get("content-type")).toBe("text/event-stream");
  const reader = news.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toBe(": waiting\n\n");
  front.reload();
  expect((await reader.read()).value).toBe("data: reload\n\n");
});

test("an app that ended is told", async () => {
  const front = await start();
  front.use("http://127.0.0.1:1");
  const response = await fetch(front.url);
  expect(response.status).toBe(502);
  expect(await response.text()).toContain("The app did not answer");
});
