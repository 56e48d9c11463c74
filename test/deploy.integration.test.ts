import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  freePort,
  run,
  type ServerProcess,
  startProcess,
} from "../packages/testing/dist/services.js";
import { ask, formBody, type Question } from "./deploy/ask.js";
import { type ComposeService, readCompose } from "./deploy/compose-file.js";
import { insideOf, type Replayed, replayImage } from "./deploy/replay-image.js";
import { type DeployedServices, startServices, whyNoDeployment } from "./deploy/services.js";
import { startNginx } from "./deploy/start-nginx.js";

/**
 * What docs/deploy.md describes, without Docker: the image's steps replayed in an empty
 * folder, and the services of the compose file from this machine's packages, with the very
 * commands, variables and files of it. Only names of hosts, ports and folders are this
 * machine's.
 */
const root = fileURLToPath(new URL("..", import.meta.url));
const domain = "pictures.example";
const reason = whyNoDeployment();

let work: string;
let image: Replayed;
let servers: DeployedServices;
let compose: Record<string, ComposeService>;
let appPort: number;
let httpPort: number;
let httpsPort: number;
let certificate: string;
const processes: Record<string, ServerProcess> = {};

/** The picture that is looked for, and how it is in the folder. */
const pictures: Buffer[] = [];

describe.skipIf(reason !== null)(`a deployment${reason === null ? "" : ` (${reason})`}`, () => {
  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), "revimg-deploy-"));
    [image, servers] = await Promise.all([replayImage(root, work), startServices()]);
    [appPort, httpPort, httpsPort] = [await freePort(), await freePort(), await freePort()];
    const variables = Object.entries({ ...servers.variables, DOMAIN: domain });
    const example = await readFile(join(root, ".env.example"), "utf8");
    const lines = variables.map(([key, value]) => `${key}=${value}`);
    await writeFile(join(work, ".env"), [example, ...lines].join("\n"));
    compose = await readCompose(root, join(work, ".env"), ["whole", "chroma", "letsencrypt"]);
    await drawPictures(join(image.root, "pictures"), 8);
  }, 600_000);

  afterAll(async () => {
    // NGINX's children would outlive a parent that is killed.
    await processes.nginx?.kill("SIGTERM");
    for (const each of Object.values(processes)) await each.kill();
    await servers?.remove();
    await rm(work, { recursive: true, force: true });
  });

  test("the image runs without the rights of root, tells its health, and is small", async () => {
    expect(image.settings.get("USER")).toBe("node");
    expect(image.settings.get("HEALTHCHECK")).toContain('CMD ["node", "health.mjs"]');
    const { stdout } = await run("du", ["-sm", join(image.root, "app")]);
    expect(Number.parseInt(stdout, 10)).toBeLessThan(220);
    expect(await readdir(work)).not.toContain("build");
  });

  test.each([[["small"]], [["whole", "chroma"]], [["whole", "letsencrypt"]]])(
    "docker-compose takes the file with the profiles %o",
    async (profiles) => {
      const services = await readCompose(root, join(work, ".env"), profiles);
      for (const { environment = {} } of Object.values(services)) {
        expect(JSON.stringify(environment)).not.toContain("${");
      }
    },
  );

  test("the bucket is made, once", async () => {
    expect(await runService("bucket")).toContain("is made.");
    expect(await runService("bucket")).toContain("is there.");
  });

  test("app and worker start on the stores of the compose file", async () => {
    await startService("app");
    await startService("worker");
    const health = compose.app?.healthcheck ?? { test: ["CMD", "node", "health.mjs"] };
    await expect
      .poll(
        () =>
          runInImage(health.test.slice(1), appVariables()).then(
            () => true,
            () => false,
          ),
        {
          timeout: 120_000,
          interval: 1_000,
        },
      )
      .toBe(true);
    await expect
      .poll(() => logOf("worker"), { timeout: 120_000 })
      .toContain("Working on the queue");
  });

  test("without a certificate, NGINX serves the proof for one and sends everybody to HTTPS", async () => {
    for (const name of ["certificates", "acme/.well-known/acme-challenge", "cache"]) {
      await mkdir(join(work, name), { recursive: true });
    }
    await writeFile(join(work, "acme/.well-known/acme-challenge/token"), "proof");
    processes.nginx = await startNginx(join(root, "deploy/nginx"), join(work, "nginx"), {
      ...compose.nginx?.environment,
      APP: `127.0.0.1:${appPort}`,
      NGINX_LOCAL_RESOLVERS: "127.0.0.1",
      NGINX_HTTP_PORT: `${httpPort}`,
      NGINX_HTTPS_PORT: `${httpsPort}`,
      NGINX_CACHE: join(work, "cache/pictures"),
      CERTIFICATE_DIRECTORY: join(work, "certificates"),
      ACME_DIRECTORY: join(work, "acme"),
    });
    const http = (path: string) => ask(`http://127.0.0.1:${httpPort}${path}`, { host: domain });
    await expect
      .poll(() => http("/nginx-health").then(({ text }) => text, String), { timeout: 60_000 })
      .toBe("ok\n");
    expect((await http("/.well-known/acme-challenge/token")).text).toBe("proof");
    const moved = await http("/gallery?page=2");
    expect([moved.status, moved.headers.location]).toEqual([
      301,
      `https://${domain}/gallery?page=2`,
    ]);
    await expect(ask(`https://127.0.0.1:${httpsPort}/`)).rejects.toThrow("ECONNREFUSED");
  });

  test("NGINX takes a certificate that comes, and the next one", async () => {
    for (let turn = 0; turn < 2; turn++) {
      certificate = await makeCertificate(join(work, "certificates"));
      await expect.poll(healthByTls, { timeout: 60_000 }).toBe('{"status":"ok"}');
    }
  });

  test("pages come through TLS, with the app's own policy and asked to stay with TLS", async () => {
    const { status, headers } = await secure("/");
    expect(status).toBe(200);
    expect(headers["content-security-policy"]).toContain("'nonce-");
    expect(headers["strict-transport-security"]).toBe("max-age=63072000");
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  test("a worker indexes what is put onto the queue, and a search through TLS finds it", async () => {
    await runService("worker", ["revimg", "index", "/pictures", "--queue"]);
    await expect
      .poll(() => searchFor(pictures[3]!), { timeout: 120_000, interval: 500 })
      .toEqual({
        filename: "3.jpg",
        tier: "exact",
      });
  });

  test("the progress of a job comes event by event", async () => {
    const key = (
      await runService("app", ["revimg", "keys", "add", "--label", "test", "--scope", "write"])
    ).trim();
    const form = new FormData();
    for (let i = 0; i < 12; i++) form.append("image", new Blob([await draw(100 + i)]), `${i}.jpg`);
    const { headers, body } = await formBody(form);
    const authorization = `Bearer ${key}`;
    const added = await secure("/api/images", {
      method: "POST",
      ...{ headers: { ...headers, authorization }, body },
    });
    expect(added.status).toBe(202);
    const accept = "text/event-stream";
    const { id } = JSON.parse(added.text);
    const events = await secure(`/api/jobs/${id}`, { headers: { accept, authorization } });
    expect(events.headers["content-type"]).toBe("text/event-stream");
    expect(events.text).toMatch(/^event: progress\n/);
    expect(events.text).toMatch(/event: end\ndata: .*"added":12/);
    expect(events.pieces.length).toBeGreaterThan(1);
  });

  test("what is too large is refused by NGINX, before the app has it", async () => {
    const headers = { "content-type": "image/jpeg", "content-length": String(27 * 1024 * 1024) };
    const { status, headers: answered } = await secure("/api/search", { method: "POST", headers });
    expect(status).toBe(413);
    expect(answered["strict-transport-security"]).toBe("max-age=63072000");
  });

  test("pages of the admin may send as much at once as programs", async () => {
    const headers = { "content-type": "image/jpeg", origin: `https://${domain}` };
    const body = Buffer.alloc(40 * 1024 * 1024);
    const { status } = await secure("/admin/api/images", { method: "POST", headers, body });
    // NGINX let it through: the app is who asks for a login.
    expect(status).toBe(401);
  });

  test("figures are for whoever is inside", async () => {
    expect((await secure("/api/metrics")).status).toBe(404);
  });

  test("app and worker stop when they are told, and known pictures are there meanwhile", async () => {
    const { image_url } = await search(pictures[3]!);
    const before = await secure(image_url);
    expect(before.status).toBe(200);
    await Promise.all([processes.app?.kill("SIGTERM"), processes.worker?.kill("SIGTERM")]);
    expect(await logOf("app")).toContain("Stopped.");
    expect(await logOf("worker")).toMatch(/Draining/);
    expect((await secure(image_url)).text).toBe(before.text);
    expect((await secure("/")).status).toBe(502);
  });
});

/** What every one of many connections gets: NGINX's workers of before answer for a moment yet. */
async function healthByTls(): Promise<string> {
  for (let connection = 0; ; connection++) {
    const answer = await secure("/health/live").then(({ text }) => text, String);
    if (answer !== '{"status":"ok"}' || connection === 20) return answer;
  }
}

function secure(path: string, question: Question = {}) {
  const ca = certificate;
  return ask(`https://127.0.0.1:${httpsPort}${path}`, { ca, host: domain, ...question });
}

async function search(picture: Buffer) {
  const form = new FormData();
  form.set("image", new Blob([new Uint8Array(picture)]), "query.jpg");
  const { text } = await secure("/api/search?limit=1", {
    method: "POST",
    ...(await formBody(form)),
  });
  return JSON.parse(text).similar_images?.[0] ?? {};
}

async function searchFor(picture: Buffer) {
  const { filename, tier } = await search(picture);
  return { filename, tier };
}

/** A service's variables, with this machine's addresses and the folders of the image. */
function variablesOf(service: string): Record<string, string> {
  const given = Object.entries(compose[service]?.environment ?? {}).map(([key, value]) => [
    key,
    servers.resolve(value ?? ""),
  ]);
  return { ...image.variables, ...Object.fromEntries(given) };
}

function appVariables(): Record<string, string> {
  // The range of the containers' network does not hold this machine's own address.
  const trusted = { REVIMG_TRUST_PROXY: "127.0.0.1", HOST: "127.0.0.1", PORT: `${appPort}` };
  return { ...variablesOf("app"), ...trusted };
}

async function startService(service: string): Promise<void> {
  const [command = "", ...words] = compose[service]?.command ?? [];
  processes[service] = await startProcess(command, words.map(inImage), {
    cwd: image.directory,
    env: service === "app" ? appVariables() : variablesOf(service),
    logFile: join(work, `${service}.log`),
  });
}

/** A command of a service to its end, as `docker compose run` does. Answers what it printed. */
function runService(service: string, command = compose[service]?.command ?? []): Promise<string> {
  return runInImage(command, variablesOf(service));
}

async function runInImage(command: string[], env: Record<string, string>): Promise<string> {
  const [program = "", ...words] = command;
  const options = { cwd: image.directory, env, timeoutMs: 120_000 };
  return (await run(program, words.map(inImage), options)).stdout;
}

function inImage(word: string): string {
  return insideOf(image.root, word);
}

const logOf = (service: string) => readFile(join(work, `${service}.log`), "utf8");

async function makeCertificate(directory: string): Promise<string> {
  const files = ["-keyout", join(directory, "privkey.pem.new"), "-out", join(directory, "new.pem")];
  const name = ["-subj", `/CN=${domain}`, "-addext", `subjectAltName=DNS:${domain}`];
  await run("openssl", [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-days",
    "2",
    ...files,
    ...name,
  ]);
  await cp(join(directory, "privkey.pem.new"), join(directory, "privkey.pem"));
  await cp(join(directory, "new.pem"), join(directory, "fullchain.pem"));
  return readFile(join(directory, "fullchain.pem"), "utf8");
}

async function drawPictures(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    pictures.push(await draw(i));
    await writeFile(join(folder, `${i}.jpg`), pictures[i]!);
  }
}

/** Every number is another picture: noise of its own, scaled up. */
async function draw(seed: number): Promise<Buffer> {
  let state = seed + 1;
  const pixels = Buffer.from(
    Array.from({ length: 8 * 6 * 3 }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state >> 23;
    }),
  );
  const raw = { width: 8, height: 6, channels: 3 } as const;
  return sharp(pixels, { raw }).resize(320, 240).jpeg().toBuffer();
}
