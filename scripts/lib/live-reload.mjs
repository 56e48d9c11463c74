// A server in front of the app under development: pages reload when the app has changed.
import { createServer, request } from "node:http";

/** Where a page waits for news. Not a path of the app. */
const newsPath = "/__revimg-dev/news";
/** How long a request waits for an app that is being started again. */
const startTimeoutMs = 60_000;

/**
 * Serves on `port` what the app answers at the address that it announced last. Its pages get
 * a script that reloads them at `reload()`. Requests wait while there is no app.
 */
export async function startLiveReload({ port, hostname = "127.0.0.1" }) {
  const pages = new Set();
  const waiting = new Set();
  let target = null;

  const server = createServer(async (incoming, outgoing) => {
    if (incoming.url === newsPath) return listen(outgoing);
    const url = await whenThere();
    if (url === null)
      return outgoing.writeHead(503).end("The app has not started. See the terminal.");
    pass(incoming, outgoing, url);
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, hostname, resolve);
  });

  function listen(outgoing) {
    outgoing.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    outgoing.write(": waiting\n\n");
    pages.add(outgoing);
    outgoing.once("close", () => pages.delete(outgoing));
  }

  function whenThere() {
    if (target !== null) return Promise.resolve(target);
    return new Promise((resolve) => {
      const end = (url) => {
        clearTimeout(timer);
        waiting.delete(end);
        resolve(url);
      };
      const timer = setTimeout(end, startTimeoutMs, null);
      waiting.add(end);
    });
  }

  return {
    url: `http://localhost:${server.address().port}`,
    /** The app is at this address from now on; null while it is not there. */
    use(url) {
      target = url;
      if (url !== null) for (const each of [...waiting]) each(url);
    },
    reload() {
      for (const page of pages) page.write("data: reload\n\n");
    },
    async close() {
      for (const each of [...waiting]) each(null);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Hands a request on, and its answer back. */
function pass(incoming, outgoing, url) {
  const { method, headers } = incoming;
  // A page must come as it is to get its script.
  const wanted = { ...headers, "accept-encoding": "identity" };
  const onward = request(new URL(incoming.url, url), { method, headers: wanted }, (answer) => {
    const script = scriptFor(answer.headers);
    if (script === null) {
      outgoing.writeHead(answer.statusCode, answer.headers);
      answer.pipe(outgoing);
      return;
    }
    const { "content-length": _, ...others } = answer.headers;
    outgoing.writeHead(answer.statusCode, others);
    answer.pipe(outgoing, { end: false });
    answer.once("end", () => outgoing.end(script));
  });
  onward.once("error", (error) => {
    if (outgoing.headersSent) outgoing.destroy();
    else outgoing.writeHead(502).end(`The app did not answer: ${error.message}`);
  });
  outgoing.once("close", () => onward.destroy());
  incoming.pipe(onward);
}

/** The script of a page, with the nonce that its policy asks for; null for what is no page. */
function scriptFor(headers) {
  if (!headers["content-type"]?.startsWith("text/html")) return null;
  const nonce = /'nonce-([^']+)'/.exec(headers["content-security-policy"] ?? "")?.[1];
  const attribute = nonce === undefined ? "" : ` nonce="${nonce}"`;
  return `<script${attribute}>new EventSource("${newsPath}").onmessage = () => location.reload();</script>`;
}
