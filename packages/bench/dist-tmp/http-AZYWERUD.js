import {
  preparePictures,
  readPictures,
  withComment
} from "./chunk-IL74N4ZE.js";
import {
  figure,
  median,
  percentile
} from "./chunk-6PK7EDCD.js";
import {
  CpuMeter,
  processCpuMs
} from "./chunk-TUEFZGPM.js";
import "./chunk-UAWBPTDW.js";

// src/http.ts
import { availableParallelism } from "os";
import { join } from "path";

// src/search-clients.ts
import { Agent, request } from "http";
import { text } from "stream/consumers";
var boundary = "revimg-bench-boundary";
var head = Buffer.from(
  `--${boundary}\r
Content-Disposition: form-data; name="image"; filename="query.jpg"\r
Content-Type: image/jpeg\r
\r
`
);
var tail = Buffer.from(`\r
--${boundary}--\r
`);
async function searchOverHttp(load) {
  const agent = new Agent({ keepAlive: true, maxSockets: load.clients });
  const result = { errors: 0, latenciesMs: [], wallMs: 0 };
  let next = load.from;
  const client = async () => {
    while (next < load.from + load.count) {
      const number = next++;
      const at = number % load.pictures.length;
      const body = Buffer.concat([head, withComment(load.pictures[at], number), tail]);
      const started2 = performance.now();
      const first = await search(load.url, body, agent).catch(() => void 0);
      result.latenciesMs.push(performance.now() - started2);
      if (first !== load.names[at]) result.errors++;
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: load.clients }, client));
  result.wallMs = performance.now() - started;
  agent.destroy();
  return result;
}
function search(url, body, agent) {
  return new Promise((resolve, reject) => {
    const headers = {
      "content-type": `multipart/form-data; boundary=${boundary}`,
      "content-length": body.byteLength
    };
    const post = request(`${url}/search`, { method: "POST", agent, headers }, (response) => {
      text(response).then((answer) => {
        if (response.statusCode !== 200) return void 0;
        return JSON.parse(answer).similar_images[0]?.filename;
      }).then(resolve, reject);
    });
    post.on("error", reject);
    post.end(body);
  });
}

// src/server-client.ts
import { fork } from "child_process";
import { fileURLToPath } from "url";
function startServerProcess() {
  const child = fork(fileURLToPath(new URL("./server-process.js", import.meta.url)), {
    stdio: ["ignore", "inherit", "inherit", "ipc"]
  });
  const waiting = /* @__PURE__ */ new Map();
  child.on("message", (answer) => {
    const { resolve, reject } = waiting.get(answer.call) ?? {};
    waiting.delete(answer.call);
    if ("failure" in answer) reject?.(new Error(`The server's process: ${answer.failure}`));
    else resolve?.(answer.result);
  });
  child.on("exit", (code) => {
    for (const { reject } of waiting.values()) {
      reject(new Error(`The server's process ended with code ${code}.`));
    }
  });
  let calls = 0;
  const call = (method, args) => new Promise((resolve, reject) => {
    const number = ++calls;
    waiting.set(number, { resolve, reject });
    child.send({ call: number, method, args });
  });
  const methods = new Proxy({}, {
    get: (_target, method) => (...args) => call(String(method), args)
  });
  return { methods, kill: () => child.kill() };
}

// src/http.ts
var soakMs = 10 * 6e4;
var benchHttp = async (context) => {
  const server = startServerProcess();
  try {
    return await measure(server.methods, context);
  } finally {
    server.kill();
  }
};
async function measure(server, context) {
  const { clients, log } = context;
  const set = await preparePictures(context);
  const pictures = await readPictures(set);
  log(`indexing ${pictures.length} pictures (${set.kind})`);
  const { url } = await server.start(join(context.workDirectory, "data"), set);
  const count = Math.max(clients, context.quick ? 300 : 600);
  let from = 0;
  const throughHttp = () => {
    const load = { url, names: set.names, pictures, from, count, clients };
    from += count;
    return searchOverHttp(load);
  };
  const meter = new CpuMeter(async () => processCpuMs() + (await server.usage()).cpuMs);
  await throughHttp();
  await server.searchDirectly(from, count, clients);
  const { bytes: rssBefore } = await server.rss();
  const latenciesMs = [];
  const directCpuMs = [];
  const overheadMs = [];
  const throughputs = [];
  const loops = [];
  let errors = 0;
  const started = performance.now();
  const enough = (rounds) => context.soak ? performance.now() - started > soakMs : rounds >= (context.quick ? 5 : 12);
  for (let rounds = 0; !enough(rounds); rounds++) {
    const round = await meter.round(async () => {
      from += count;
      const direct = await server.searchDirectly(from, count, clients);
      const { cpuMs: cpuBefore } = await server.usage();
      await server.watchLoop();
      const http = await throughHttp();
      const loop = await server.loopDelay();
      errors += http.errors;
      return { direct, http, loop, httpCpuMs: (await server.usage()).cpuMs - cpuBefore };
    });
    latenciesMs.push(...round.http.latenciesMs);
    directCpuMs.push(round.direct.cpuMs / count);
    overheadMs.push((round.httpCpuMs - round.direct.cpuMs) / count);
    loops.push(round.loop);
    throughputs.push(count / round.http.wallMs * 1e3);
    const megabytes = Math.round((await server.rss()).bytes / 2 ** 20);
    log(`round ${rounds + 1}: ${figure(throughputs.at(-1))} searches a second, ${megabytes} MB`);
  }
  const { bytes: rssAfter } = await server.rss();
  await server.stop();
  const limit = availableParallelism() * 1e3 / median(directCpuMs);
  return {
    pictures: pictures.length,
    picture_kind: set.kind,
    clients,
    searches: latenciesMs.length,
    errors,
    p50_ms: figure(percentile(latenciesMs, 0.5)),
    p95_ms: figure(percentile(latenciesMs, 0.95)),
    searches_per_s: figure(median(throughputs)),
    work_limit_per_s: figure(limit),
    throughput_vs_work_limit: figure(median(throughputs) / limit),
    search_cpu_ms_p50: figure(median(directCpuMs)),
    overhead_cpu_ms_p50: figure(median(overheadMs)),
    loop_p99_ms: figure(median(loops.map(({ p99Ms }) => p99Ms))),
    loop_max_ms: figure(Math.max(...loops.map(({ maxMs }) => maxMs))),
    loop_samples_per_round: median(loops.map(({ samples }) => samples)),
    rss_mb: figure(rssAfter / 2 ** 20),
    rss_drift: figure(rssAfter / rssBefore - 1),
    repeats: meter.repeats,
    disturbed_rounds: meter.disturbedRounds
  };
}
export {
  benchHttp
};
//# sourceMappingURL=http-AZYWERUD.js.map