import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { isMainThread } from "node:worker_threads";
import { type ChromaAccess, howToInstallChroma, isChromaInstalled, startChroma } from "./chroma.js";
import { type PgvectorServer, startPgvector } from "./pgvector.js";
import { type PineconeAccess, startPinecone } from "./pinecone/start.js";
import { isPostgresInstalled, type PostgresServer, startPostgres } from "./postgres.js";
import { howToInstall, isS3Installed, type S3Access, startS3 } from "./s3.js";

/** What tests get of a server that they share: how to reach it, not how to stop it. */
export interface SharedServices {
  chroma: ChromaAccess;
  pinecone: PineconeAccess;
  s3: S3Access;
  postgres: Pick<PostgresServer, "url" | "port" | "user" | "password">;
  pgvector: Pick<PgvectorServer, "url" | "port">;
}

export type ServiceName = keyof SharedServices;

const services = {
  chroma: {
    isInstalled: isChromaInstalled,
    start: startChroma,
    howToInstall: howToInstallChroma,
  },
  pinecone: { isInstalled: () => true, start: () => startPinecone(), howToInstall: "" },
  s3: { isInstalled: isS3Installed, start: startS3, howToInstall },
  postgres: {
    isInstalled: isPostgresInstalled,
    start: () => startPostgres(),
    howToInstall: "On Debian: apt-get install postgresql",
  },
  /** Comes with this package. */
  pgvector: { isInstalled: () => true, start: startPgvector, howToInstall: "" },
};

/**
 * Why a test of this service must be skipped, or null. Throws instead when
 * `REVIMG_REQUIRE_SERVICES=1` asks for every service.
 */
export function whyNoService(name: ServiceName): string | null {
  const { isInstalled, howToInstall } = services[name];
  if (isInstalled()) return null;
  const reason = `needs a ${name} server. ${howToInstall}`;
  if (process.env.REVIMG_REQUIRE_SERVICES !== "1") return reason;
  throw new Error(`REVIMG_REQUIRE_SERVICES=1, and this test ${reason}`);
}

/**
 * A server that all files of a vitest run share, started when the first one asks
 * and ended with the run (at once by `stopSharedServices`). Others use it too:
 * work in a database, schema or prefix of your own. Undefined where it is not
 * installed; `whyNoService` says why.
 *
 * @example
 * const service = await useService("s3");
 * test("…", ({ skip }) => {
 *   if (!service) return skip(whyNoService("s3"));
 * });
 */
export async function useService<Name extends ServiceName>(
  name: Name,
): Promise<SharedServices[Name] | undefined> {
  if (whyNoService(name) !== null) return undefined;
  // Test files run in children of vitest's process, or in its threads.
  const isChild = process.env.VITEST !== undefined && isMainThread;
  const owner = isChild ? process.ppid : process.pid;
  const directory = directoryOf(owner, name);
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline) {
    if (await makeDirectory(directory)) await startKeeper(name, directory, owner);
    const access = await readFile(join(directory, "access.json"), "utf8").catch(() => null);
    if (access) return JSON.parse(access);
    const failure = await readFile(join(directory, "failure.txt"), "utf8").catch(() => null);
    if (failure) throw new Error(`The shared ${name} server did not start: ${failure}`);
    await delay(100);
  }
  throw new Error(`The shared ${name} server did not start in time.`);
}

/** Ends the servers of this vitest run: the teardown of a global setup. */
export async function stopSharedServices(): Promise<void> {
  for (const name of Object.keys(services) as ServiceName[]) {
    const directory = directoryOf(process.pid, name);
    const keeper = await readFile(join(directory, "keeper.pid"), "utf8").catch(() => null);
    if (keeper === null) continue;
    if (isAlive(Number(keeper))) process.kill(Number(keeper), "SIGTERM");
    // It removes the directory last. Its process id may stay taken until somebody takes note.
    const deadline = Date.now() + 30_000;
    while (isAlive(Number(keeper)) && existsSync(directory) && Date.now() < deadline)
      await delay(50);
    await rm(directory, { recursive: true, force: true });
  }
}

/** Runs one server in this process until its owner is gone or it is told to stop (`SIGTERM`). */
export async function keepService(
  name: ServiceName,
  directory: string,
  owner: number,
): Promise<void> {
  const told = new Promise<void>((resolve) => process.once("SIGTERM", resolve));
  try {
    const { stop, ...access } = await services[name].start();
    const draft = join(directory, "draft");
    await writeFile(draft, JSON.stringify(access));
    await rename(draft, join(directory, "access.json"));
    const gone = (async () => {
      while (isAlive(owner)) await delay(500);
    })();
    await Promise.race([told, gone]);
    await stop();
    await rm(directory, { recursive: true, force: true });
  } catch (error) {
    await writeFile(join(directory, "failure.txt"), String(error));
  }
  process.exit();
}

function directoryOf(owner: number, name: ServiceName): string {
  return join(tmpdir(), `revimg-shared-${name}-${owner}`);
}

/** Whether this process is the one that made it. */
async function makeDirectory(directory: string): Promise<boolean> {
  const keeper = await readFile(join(directory, "keeper.pid"), "utf8").catch(() => null);
  const failed = await readFile(join(directory, "failure.txt"), "utf8").catch(() => null);
  // Left by a run whose process id was given out again.
  if (keeper !== null && failed === null && !isAlive(Number(keeper))) {
    await rm(directory, { recursive: true, force: true });
  }
  try {
    await mkdir(directory, { mode: 0o700 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** A process of its own, as the one that runs a test file ends with the file. */
async function startKeeper(name: ServiceName, directory: string, owner: number): Promise<void> {
  const built = createRequire(import.meta.url).resolve("@revimg/testing/services");
  const program = `import { keepService } from ${JSON.stringify(pathToFileURL(built).href)};
await keepService(${JSON.stringify(name)}, ${JSON.stringify(directory)}, ${owner});`;
  const log = openSync(join(directory, "log"), "a");
  const keeper = spawn(process.execPath, ["--input-type=module", "-e", program], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  keeper.unref();
  await writeFile(join(directory, "keeper.pid"), String(keeper.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
