import { randomBytes, randomUUID } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { cephConfiguration } from "./ceph-configuration.js";
import { freePort } from "./free-port.js";
import {
  findProgram,
  run,
  type ServerProcess,
  startProcess,
  temporaryDirectory,
} from "./processes.js";

/** What a client needs to know. */
export interface S3Access {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Exists, and is empty at the start. */
  readonly bucket: string;
}

export interface S3Service extends S3Access {
  readonly port: number;
  /** What the gateway wrote. */
  readonly logFile: string;
  /** Ends the gateway at once with SIGKILL. The disks behind it go on, so that the data stays. */
  kill(): Promise<void>;
  /** Starts the gateway again after `kill()`, on the same port. */
  restart(): Promise<void>;
  /** Stops (`SIGSTOP`) and continues (`SIGCONT`) the gateway, which meanwhile accepts and says nothing. */
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  /** Stops everything and removes the data. Twice is a no-op. */
  stop(): Promise<void>;
}

const programs = ["radosgw", "radosgw-admin", "ceph", "ceph-mon", "ceph-osd", "monmaptool"];
const readyTimeoutMs = 90_000;

/** Whether Ceph's S3 gateway is here: on Debian the packages radosgw, ceph-mon, ceph-osd and ceph-common. */
export function isS3Installed(): boolean {
  return programs.every((name) => findProgram(name) !== null);
}

/**
 * Starts a real S3 server on a free port of 127.0.0.1: Ceph's gateway in front
 * of one monitor and one disk in memory. It checks signatures, and forgets
 * everything at `stop()`. Takes about 15 seconds.
 */
export async function startS3(): Promise<S3Service> {
  const absent = programs.find((name) => findProgram(name) === null);
  if (absent) throw new Error(`${absent} is not installed here. ${howToInstall}`);
  const directory = await temporaryDirectory("revimg-s3-");
  const processes: ServerProcess[] = [];
  const stop = async () => {
    for (const each of processes.splice(0).reverse()) await each.kill();
    await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    return await startCluster(directory, processes, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

export const howToInstall =
  "On Debian: apt-get install --no-install-recommends radosgw ceph-mon ceph-osd ceph-common";

async function startCluster(
  directory: string,
  processes: ServerProcess[],
  stop: () => Promise<void>,
): Promise<S3Service> {
  const file = join(directory, "ceph.conf");
  const logFile = join(directory, "log", "client.rgw.log");
  const ceph = (name: string, ...args: string[]) => run(program(name), ["-c", file, ...args]);
  const serve = async (name: string, ...args: string[]) => {
    const each = await startProcess(program(name), ["-c", file, ...args, "-f"], {
      logFile: join(directory, "log", `${name}.out`),
    });
    processes.push(each);
    return each;
  };
  for (const name of ["mon", "osd", "rgw", "run", "log"]) await mkdir(join(directory, name));
  const cluster = randomUUID();
  const [port, monitorPort] = [await freePort(), await freePort()];
  const address = `[v2:127.0.0.1:${monitorPort}]`;
  await writeFile(file, cephConfiguration({ directory, cluster, address, port }));

  const map = join(directory, "monmap");
  await run(program("monmaptool"), ["--create", "--fsid", cluster, "--addv", "a", address, map]);
  await ceph("ceph-mon", "--mkfs", "-i", "a", "--monmap", map);
  await serve("ceph-mon", "-i", "a");
  const disk = randomUUID();
  const { stdout } = await ceph("ceph", "--connect-timeout", "60", "osd", "new", disk);
  const id = stdout.trim();
  await ceph("ceph-osd", "-i", id, "--mkfs", "--osd-uuid", disk);
  await serve("ceph-osd", "-i", id);

  const startGateway = async () => {
    const each = await serve("radosgw", "-n", "client.rgw");
    await untilReady(each, `http://127.0.0.1:${port}/`, logFile);
    return each;
  };
  let gateway = await startGateway();
  const accessKeyId = randomBytes(10).toString("hex").toUpperCase();
  const secretAccessKey = randomBytes(20).toString("hex");
  const keys = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
  await ceph("radosgw-admin", "user", "create", "--uid=test", "--display-name=test", ...keys);
  const access: S3Access = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    accessKeyId,
    secretAccessKey,
    bucket: "revimg",
  };
  await makeBucket(access);
  return {
    ...access,
    port,
    logFile,
    kill: () => gateway.kill(),
    async restart() {
      await gateway.ended;
      gateway = await startGateway();
    },
    signal: (name) => void process.kill(gateway.pid, name),
    stop,
  };
}

function program(name: string): string {
  return findProgram(name) ?? name;
}

async function untilReady(gateway: ServerProcess, url: string, logFile: string): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  while (!gateway.hasEnded && Date.now() < deadline) {
    const answer = await fetch(url).catch(() => null);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    await delay(50);
  }
  await gateway.kill();
  const log = await readFile(logFile, "utf8").catch(() => "");
  throw new Error(`The S3 gateway did not start: ${log.trim().slice(-2_000)}`);
}

async function makeBucket(access: S3Access): Promise<void> {
  const { endpoint, region, accessKeyId, secretAccessKey, bucket } = access;
  const credentials = { accessKeyId, secretAccessKey };
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } finally {
    client.destroy();
  }
}
