import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faissBinding, whyNoFaiss } from "@revimg/testing/services";
import { onTestFinished, type TestContext } from "vitest";
import { checkOptions, type FaissOptions, type FaissSettings } from "../options.js";
import { FaissVectorStore } from "../store.js";
import type { FaissStore } from "../types.js";

/** The binding that tests are run with; skips the test where it can't be had. */
export async function bindingFor({ skip }: TestContext): Promise<string> {
  const reason = whyNoFaiss();
  return reason === null ? faissBinding() : skip(reason);
}

/** A store with settings that are not among its options. */
export function faissWith(
  options: FaissOptions,
  settings: Partial<Pick<FaissSettings, "mostLeakedBytes">> = {},
): FaissStore {
  return new FaissVectorStore({ ...checkOptions(options), ...settings });
}

/** Opens a space; the store is closed when the test ends. */
export async function openFaiss(
  options: FaissOptions,
  { dimension = 64, space = "test-1", ...settings }: OpenFaissOptions = {},
): Promise<FaissStore> {
  const store = faissWith(options, settings);
  onTestFinished(() => store.close());
  await store.open({ space, dimension });
  return store;
}

export interface OpenFaissOptions {
  dimension?: number;
  space?: string;
  mostLeakedBytes?: number;
}

/** Removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "revimg-faiss-"));
  onTestFinished(() => rm(path, { recursive: true, force: true, maxRetries: 3 }));
  return path;
}
