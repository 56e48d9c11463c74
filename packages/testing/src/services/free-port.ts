import { createServer } from "node:net";

/** A TCP port of 127.0.0.1 that nobody listened on a moment ago; no two calls of a process get the same. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = await anyPort();
    if (given.has(port)) continue;
    given.add(port);
    return port;
  }
}

const given = new Set<number>();

async function anyPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("The socket has no port.");
  return address.port;
}
