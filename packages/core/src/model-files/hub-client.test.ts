import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { pullModel } from "./pull-model.js";
import { hubModel } from "./test-hub-model.js";

/** A proxy that opens tunnels (RFC 9110, section 9.3.6) and remembers who asked for which. */
async function startProxy(status = 200) {
  const tunnels: { to: string; authorization: string | undefined }[] = [];
  const server = createServer((_, response) => response.writeHead(501).end());
  server.on("connect", (request: IncomingMessage, client: Socket) => {
    const to = request.url ?? "";
    tunnels.push({ to, authorization: request.headers["proxy-authorization"] });
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const [host, port] = to.split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      target.pipe(client).pipe(target);
    });
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, tunnels };
}

test("fetches through a proxy, with the name and password of its address", async () => {
  const { reference, options, hub, bytes } = await hubModel();
  const proxy = await startProxy();
  const [pulled] = await pullModel(reference, {
    ...options,
    proxy: `http://someone:secret@${proxy.host}`,
  });
  expect(pulled?.fetched).toBe(bytes.length);
  const authorization = `Basic ${Buffer.from("someone:secret").toString("base64")}`;
  expect(proxy.tunnels.length).toBeGreaterThan(0);
  for (const tunnel of proxy.tunnels) {
    expect(tunnel).toEqual({ to: new URL(hub.url).host, authorization });
  }
});

test("goes past the proxy to the hosts that need none", async () => {
  const { reference, options } = await hubModel();
  const proxy = await startProxy();
  await pullModel(reference, {
    ...options,
    proxy: `http://${proxy.host}`,
    noProxy: "example.org, 127.0.0.1",
  });
  expect(proxy.tunnels).toEqual([]);
});

test("a proxy that refuses is model_unavailable", async () => {
  const { reference, options } = await hubModel();
  const proxy = await startProxy(403);
  await expect(
    pullModel(reference, { ...options, proxy: `http://${proxy.host}` }),
  ).rejects.toMatchObject({ code: "model_unavailable" });
});

test("looks at no variable of the environment", async () => {
  const proxy = await startProxy();
  for (const name of ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"]) {
    vi.stubEnv(name, `http://${proxy.host}`);
  }
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  const { reference, options } = await hubModel();
  await pullModel(reference, options);
  expect(proxy.tunnels).toEqual([]);
});
