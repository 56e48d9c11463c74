import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfig } from "@revimg/adapters/config";
import {
  type BlobStore,
  isRevimgError,
  type MetadataStore,
  type RevimgOptions,
  type StoreOption,
  type VectorStore,
} from "@revimg/core";
import {
  blobStoreCases,
  type ConformanceCase,
  type ConformingStore,
  type CreateStore,
  metadataStoreCases,
  selectCases,
  vectorStoreCases,
} from "@revimg/core/conformance";
import { fsBlobs } from "@revimg/core/fs";
import { createSqliteStores, type SqliteStores } from "@revimg/core/sqlite";
import type { DoctorCommandOptions } from "../commands/doctor.js";
import { type Context, printJson, printLines } from "../context.js";
import { createCounter } from "../counter.js";
import { exitCodes } from "../exit-codes.js";
import { printable } from "../terminal.js";

type Part = "vectors" | "metadata" | "blobs";

interface Outcome {
  part: Part;
  store: string;
  name: string;
  /** Null when the case passed. */
  failure: string | null;
}

/** Exit code of `store_failed`. */
const storeFailed = 20;

/** `revimg doctor`: runs the conformance kit on the configured stores. Resolves to the exit code. */
export async function examineStores(
  { part: only, json, data, collection }: DoctorCommandOptions,
  context: Context,
): Promise<number> {
  const { environment, signal, stdout } = context;
  // Read anew for every store: a configuration file may hold stores that are closed after one use.
  const read = () =>
    loadConfig({
      explicit: { ...(data && { dataDirectory: data }), ...(collection && { collection }) },
      environment,
    });
  const folder = await mkdtemp(join(tmpdir(), "revimg-doctor-"));
  const counter = createCounter(context, json === true);
  const outcomes: Outcome[] = [];
  try {
    for await (const outcome of examine(read, folder, only, (line) => counter.show(line))) {
      signal.throwIfAborted();
      outcomes.push(outcome);
      if (json) printJson(stdout, outcome);
      else counter.print(stdout, line(outcome));
    }
  } finally {
    counter.stop();
    await rm(folder, { recursive: true, force: true });
  }
  const failed = outcomes.filter(({ failure }) => failure !== null).length;
  const passed = outcomes.length - failed;
  if (json) printJson(stdout, { passed, failed });
  else printLines(stdout, ["", `${passed} kept, ${failed} broken.`]);
  return failed > 0 ? storeFailed : exitCodes.finished;
}

async function* examine(
  read: () => Promise<RevimgOptions>,
  folder: string,
  only: Part | undefined,
  show: (line: string) => void,
): AsyncGenerator<Outcome> {
  if (only === undefined || only === "vectors") {
    const create: CreateStore<VectorStore> = async (scope) =>
      (await made((await read()).vectors)) ?? (await embedded(folder, scope, "vectors"));
    yield* runCases("vectors", vectorStoreCases, create, show);
  }
  if (only === undefined || only === "metadata") {
    const create: CreateStore<MetadataStore> = async (scope) =>
      (await made((await read()).metadata)) ?? (await embedded(folder, scope, "metadata"));
    yield* runCases("metadata", metadataStoreCases, create, show);
  }
  if (only === undefined || only === "blobs") {
    const create: CreateStore<BlobStore> = async () =>
      (await made((await read()).blobs)) ?? fsBlobs({ directory: join(folder, "blobs") });
    yield* runCases("blobs", blobStoreCases, create, show);
  }
}

async function* runCases<Store extends ConformingStore>(
  part: Part,
  cases: readonly ConformanceCase<Store>[],
  create: CreateStore<Store>,
  show: (line: string) => void,
): AsyncGenerator<Outcome> {
  const first = await create("probe");
  const { name: store, capabilities } = first;
  await first.close();
  const selected = selectCases(cases, capabilities);
  for (const [i, { name, run }] of selected.entries()) {
    show(`${part} (${store}): ${i + 1} of ${selected.length}, ${name}`);
    const failure = await run(create).then(() => null, reasonOf);
    yield { part, store, name, failure };
  }
}

/** One of the two stores of an embedded file; closing it closes the file. */
async function embedded<Name extends "vectors" | "metadata">(
  folder: string,
  scope: string,
  name: Name,
): Promise<SqliteStores[Name]> {
  const stores = await createSqliteStores({ directory: join(folder, scope) });
  const store = stores[name];
  const close = async () => {
    await store.close();
    await stores.close();
  };
  return { ...store, close, [Symbol.asyncDispose]: close };
}

async function made<Store>(option: StoreOption<Store> | undefined): Promise<Store | undefined> {
  return typeof option === "function" ? (option as () => Store | Promise<Store>)() : option;
}

function reasonOf(error: unknown): string {
  if (isRevimgError(error)) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

function line({ part, store, name, failure }: Outcome): string {
  const mark = failure === null ? "ok    " : "BROKEN";
  const reason = failure === null ? "" : `\n       ${printable(failure)}`;
  return `${mark} ${part} (${store}): ${name}${reason}`;
}
