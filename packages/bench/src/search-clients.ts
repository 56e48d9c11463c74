import { Agent, request } from "node:http";
import { text } from "node:stream/consumers";
import type { SearchResponse } from "@revimg/http";
import { withComment } from "./lib/pictures.js";

export interface LoadResult {
  /** Answers that were not 200, or did not put the picture itself first. */
  errors: number;
  latenciesMs: number[];
  wallMs: number;
}

export interface Load {
  url: string;
  names: readonly string[];
  pictures: readonly Uint8Array[];
  /** Number of the first picture; each search sends bytes of its own. */
  from: number;
  count: number;
  clients: number;
}

const boundary = "revimg-bench-boundary";
const head = Buffer.from(
  `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="query.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
);
const tail = Buffer.from(`\r\n--${boundary}--\r\n`);

/** Clients that each send one search after the other over a connection of their own. */
export async function searchOverHttp(load: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.clients });
  const result: LoadResult = { errors: 0, latenciesMs: [], wallMs: 0 };
  let next = load.from;
  const client = async () => {
    while (next < load.from + load.count) {
      const number = next++;
      const at = number % load.pictures.length;
      const body = Buffer.concat([head, withComment(load.pictures[at]!, number), tail]);
      const started = performance.now();
      const first = await search(load.url, body, agent).catch(() => undefined);
      result.latenciesMs.push(performance.now() - started);
      if (first !== load.names[at]) result.errors++;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: load.clients }, client));
  result.wallMs = performance.now() - started;
  agent.destroy();
  return result;
}

/** File name of the first match. */
function search(url: string, body: Buffer, agent: Agent): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": body.byteLength,
    };
    const post = request(`${url}/search`, { method: "POST", agent, headers }, (response) => {
      text(response)
        .then((answer) => {
          if (response.statusCode !== 200) return undefined;
          return (JSON.parse(answer) as SearchResponse).similar_images[0]?.filename;
        })
        .then(resolve, reject);
    });
    post.on("error", reject);
    post.end(body);
  });
}
