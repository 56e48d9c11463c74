import { createServer as createTlsServer } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isRevimgError } from "../lib/errors.js";
import { defaultImageLimits as limits } from "../pictures/limits.js";
import { fetchPicture } from "./fetch-picture.js";
import { type LoopbackServer, startServer } from "./testing/loopback-server.js";
import { readUrlOptions } from "./url-options.js";

/** Listens on every address of this computer, IPv4 and IPv6; nothing may ever reach it. */
let canary: LoopbackServer;
/** What an attacker has on the internet: `evil.example`, which redirects to where its query says. */
let evil: LoopbackServer;

beforeAll(async () => {
  canary = await startServer((_, response) => response.end("secret"), "::");
  evil = await startServer((request, response) => {
    const to = new URL(request.url!, "http://evil.example").searchParams.get("to")!;
    response.writeHead(302, { location: to, "set-cookie": "a=b" }).end();
  });
});
afterAll(() => Promise.all([canary.close(), evil.close()]));

/** Names of hostile zones. */
const zones: Record<string, string[]> = {
  "evil.example": ["127.0.0.1"],
  "loopback.example": ["127.0.0.1"],
  "loopback6.example": ["::1"],
  "mapped.example": ["::ffff:127.0.0.1"],
  "mapped-hex.example": ["::ffff:7f00:1"],
  "compatible.example": ["::7f00:1"],
  "nat64.example": ["64:ff9b::7f00:1"],
  "local-nat64.example": ["64:ff9b:1::7f00:1"],
  "6to4.example": ["2002:7f00:1::"],
  "teredo.example": ["2001:0:7f00:1::"],
  "zone.example": ["fe80::1%lo"],
  "unspecified.example": ["0.0.0.0"],
  "unspecified6.example": ["::"],
  "private.example": ["10.0.0.5"],
  "metadata.example": ["169.254.169.254"],
  "cgnat.example": ["100.100.100.200"],
  "unique-local.example": ["fd00::1"],
  "one-of-two.example": ["93.184.215.14", "127.0.0.1"],
  "one-of-two6.example": ["::1", "2606:4700:4700::1111"],
  "nothing.example": [],
  "no-address.example": ["127.0.0.1 "],
};

async function attack(url: string): Promise<unknown> {
  const rules = readUrlOptions({
    // With the ports shut the addresses would never be looked at.
    ports: [80, 443, canary.port],
    allowPrivate: [`evil.example:${evil.port}`],
    deny: ["denied.example"],
    timeoutMs: 5_000,
  })!;
  const resolve = async (host: string) => {
    const found = zones[host];
    if (found) return found;
    throw Object.assign(new Error("not found"), { code: "ENOTFOUND" });
  };
  return fetchPicture(url, { rules, limits, signal: undefined, resolve }).catch(
    (error: unknown) => error,
  );
}

/** `P` is the canary's port. */
const literals = [
  "http://127.0.0.1:P/",
  "http://127.1:P/",
  "http://127.0.1:P/",
  "http://127.0.0.1.:P/",
  "http://2130706433:P/",
  "http://017700000001:P/",
  "http://0x7f000001:P/",
  "http://0x7f.1:P/",
  "http://0x7f.0x0.0x0.0x1:P/",
  "http://0177.0.0.1:P/",
  "http://0177.0.0.01:P/",
  "http://0000177.0.0.1:P/",
  "http://127.0.0.2:P/",
  "http://127.255.255.254:P/",
  "http://0:P/",
  "http://0.0.0.0:P/",
  "http://00:P/",
  "http://0x0:P/",
  "http://%31%32%37.0.0.1:P/",
  "http://127%2e0%2e0%2e1:P/",
  "http://１２７.０.０.１:P/",
  "http://①②⑦.⓪.⓪.①:P/",
  "http://127。0。0。1:P/",
  "http://127．0．0．1:P/",
  "http://127｡0｡0｡1:P/",
  "http:127.0.0.1:P/",
  "http:\\\\127.0.0.1:P\\",
  "http:////127.0.0.1:P/",
  "http://127.0.0.1\t:P/",
  " http://127.0.0.1:P/",
  "hTTp://127.0.0.1:P/",
  "https://127.0.0.1:P/",
  "http://[::1]:P/",
  "http://[0:0:0:0:0:0:0:1]:P/",
  "http://[0000::0001]:P/",
  "http://[::]:P/",
  "http://[::ffff:127.0.0.1]:P/",
  "http://[::ffff:7f00:1]:P/",
  "http://[0:0:0:0:0:ffff:127.0.0.1]:P/",
  "http://[::ffff:0.0.0.0]:P/",
  "http://[::127.0.0.1]:P/",
  "http://[::ffff:0:127.0.0.1]:P/",
  "http://[64:ff9b::127.0.0.1]:P/",
  "http://[64:ff9b:1::7f00:1]:P/",
  "http://[2002:7f00:1::]:P/",
  "http://[2001:0:7f00:1::]:P/",
  "http://[fe80::1]:P/",
  "http://[fe80::1%25lo]:P/",
  "http://[::1%25lo]:P/",
  "http://10.0.0.1:P/",
  "http://172.16.0.1:P/",
  "http://192.168.0.1:P/",
  "http://169.254.169.254/latest/meta-data/",
  "http://[fd00:ec2::254]/latest/meta-data/",
  "http://100.64.0.1:P/",
  "http://198.18.0.1:P/",
  "http://224.0.0.1:P/",
  "http://255.255.255.255:P/",
];

const names = [
  "http://localhost:P/",
  "http://LOCALHOST:P/",
  "http://localhost.:P/",
  "http://ｌｏｃａｌｈｏｓｔ:P/",
  "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:P/",
  "http://a.localhost:P/",
  "http://printer.local:P/",
  "http://metadata.google.internal/",
  "http://router.home.arpa:P/",
  "http://denied.example:P/",
  "http://denied.example.:P/",
  "http://DENIED.example:P/",
  ...Object.keys(zones).map((zone) => `http://${zone}:P/`),
];

const others = [
  "http://user@evil.example:E/",
  "http://user:secret@evil.example:E/",
  "http://:secret@evil.example:E/",
  "http://evil.example@127.0.0.1:P/",
  "http://evil.example:80@127.0.0.1:P/",
  "http://127.0.0.1:P#@evil.example/",
  "http://127.0.0.1:P\\@evil.example/",
  "http://evil.example:22/",
  "http://evil.example:6379/",
  "file:///etc/passwd",
  "file://127.0.0.1/etc/passwd",
  "ftp://127.0.0.1:P/",
  "gopher://127.0.0.1:P/_GET",
  "dict://127.0.0.1:P/",
  "ldap://127.0.0.1:P/",
  "ws://127.0.0.1:P/",
  "data:image/png;base64,AAAA",
  "blob:http://127.0.0.1:P/1",
  "javascript:alert(1)",
  "unix:/var/run/docker.sock",
  "http://unix:/var/run/docker.sock:/containers/json",
  "jar:http://127.0.0.1:P!/",
  "//127.0.0.1:P/",
  "127.0.0.1:P",
  "http://",
  "http://[::1",
  "http://127.0.0.1:99999/",
  "http://256.256.256.256:P/",
  "http://127.0.0.1.0x1.2:P/",
  "",
];

const redirects = [
  "http://127.0.0.1:P/",
  "http://2130706433:P/",
  "http://[::ffff:7f00:1]:P/",
  "http://localhost:P/",
  "http://loopback.example:P/",
  "//127.0.0.1:P/",
  "//0x7f.1:P/",
  "\\\\127.0.0.1:P\\",
  "http://user:secret@127.0.0.1:P/",
  "http://evil.example:P/",
  "file:///etc/passwd",
  "ftp://127.0.0.1:P/",
  "data:image/png;base64,AAAA",
  "http://[",
];

const withPorts = (url: string) =>
  url.replaceAll(":P", `:${canary.port}`).replaceAll(":E", `:${evil.port}`);

test("there are plenty of them", () => {
  const all = [...literals, ...names, ...others, ...redirects];
  expect(new Set(all).size).toBeGreaterThanOrEqual(60);
});

describe.each([
  ["an address that is written out", literals],
  ["a name", names],
  ["something else", others],
])("%s", (_, urls) => {
  test.each(urls)("%s reaches nothing", async (url) => {
    const [before, evilBefore] = [canary.connections(), evil.connections()];
    const error = await attack(withPorts(url));
    expect(isRevimgError(error)).toBe(true);
    expect(error).toMatchObject({
      code: expect.stringMatching(/^(forbidden_url|invalid_input|fetch_failed)$/),
    });
    expect(canary.connections()).toBe(before);
    expect(evil.connections()).toBe(evilBefore);
  });
});

test.each(redirects)("a redirect to %s reaches nothing", async (url) => {
  const before = canary.connections();
  const evilBefore = evil.connections();
  const to = encodeURIComponent(withPorts(url));
  const error = await attack(`http://evil.example:${evil.port}/?to=${to}`);
  expect(error).toMatchObject({
    code: expect.stringMatching(/^(forbidden_url|fetch_failed)$/),
  });
  expect(evil.connections()).toBe(evilBefore + 1);
  expect(canary.connections()).toBe(before);
});

test("the list is refused for the reason it is made for", async () => {
  for (const url of literals.filter((url) => !url.includes("%25"))) {
    const error = await attack(withPorts(url));
    expect(error, url).toMatchObject({ code: "forbidden_url", details: { reason: "address" } });
  }
});

test("no refusal tells what a name resolved to, nor the path and query", async () => {
  for (const zone of Object.keys(zones)) {
    const error = await attack(`http://${zone}:${canary.port}/path-x?key=query-y`);
    const told = `${String(error)} ${JSON.stringify(error)}`;
    for (const secret of [...zones[zone]!, "path-x", "query-y"]) expect(told).not.toContain(secret);
  }
});

test("a name that is rebound between check and connection leads where it was checked", async () => {
  const asked: string[] = [];
  // Other addresses of this computer: the same port, another server.
  const answers = [["127.0.0.1"], ["::1"]];
  const rules = readUrlOptions({ allowPrivate: [`evil.example:${evil.port}`] })!;
  const resolve = async (host: string) => {
    asked.push(host);
    return answers[Math.min(asked.length, answers.length) - 1]!;
  };
  const before = evil.connections();
  const to = encodeURIComponent("ftp://evil.example/");
  const call = fetchPicture(`http://evil.example:${evil.port}/?to=${to}`, {
    ...{ rules, limits, resolve },
    signal: undefined,
  });
  await expect(call).rejects.toMatchObject({ details: { reason: "scheme" } });
  expect(asked).toEqual(["evil.example"]);
  expect(evil.connections()).toBe(before + 1);
});

test("a name that turns private for the redirect is refused", async () => {
  const rules = readUrlOptions({ ports: [evil.port], timeoutMs: 300 })!;
  const answers = [["93.184.215.14"], ["127.0.0.1"]];
  let asked = 0;
  const resolve = async () => answers[asked++]!;
  const before = evil.connections();
  const fetchIt = () =>
    fetchPicture(`http://rebound.example:${evil.port}/`, {
      ...{ rules, limits, resolve },
      signal: undefined,
    });
  // Public by its first answer: it is connected to that one, which this computer can't reach.
  await expect(fetchIt()).rejects.toMatchObject({ code: "fetch_failed" });
  await expect(fetchIt()).rejects.toMatchObject({ code: "forbidden_url" });
  expect(evil.connections()).toBe(before);
});

test("a proxy of the environment is not asked", async () => {
  const before = canary.connections();
  const proxies = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"];
  for (const name of proxies) process.env[name] = `http://127.0.0.1:${canary.port}`;
  try {
    const to = encodeURIComponent("ftp://evil.example/");
    await attack(`http://evil.example:${evil.port}/?to=${to}`);
  } finally {
    for (const name of proxies) delete process.env[name];
  }
  expect(canary.connections()).toBe(before);
});

test("over TLS the name is still the one of the address", async () => {
  const names: string[] = [];
  const server = createTlsServer({
    SNICallback(name, callback) {
      names.push(name);
      callback(new Error("no certificate"));
    },
  }).on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const rules = readUrlOptions({ allowPrivate: [`evil.example:${port}`] })!;
  const resolve = async () => ["127.0.0.1"];
  const call = fetchPicture(`https://evil.example:${port}/`, {
    ...{ rules, limits, resolve },
    signal: undefined,
  });
  await expect(call).rejects.toMatchObject({ code: "fetch_failed" });
  expect(names).toEqual(["evil.example"]);
  await new Promise((resolve) => server.close(resolve));
});
