import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { faissBinding, useService, whyNoFaiss, whyNoService } from "@revimg/testing/services";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

const archive = fileURLToPath(
  new URL("../../../../../../shared/data/clothing.tar", import.meta.url),
);
const noPictures = existsSync(archive) ? null : `needs the pictures of ${archive}`;

/** As many of each of the ten classes. REVIMG_TEST_SAME_FIGURES_PICTURES=800 takes all of them. */
const pictures = Number(process.env.REVIMG_TEST_SAME_FIGURES_PICTURES ?? 120);

let directory: string;
beforeAll(async () => {
  if (noPictures !== null) return;
  directory = await mkdtemp(join(tmpdir(), "revimg-same-figures-"));
  execFileSync("tar", ["-xf", archive, "-C", directory]);
  const clothes = join(directory, "clothing");
  for (const name of await readdir(clothes)) {
    const surplus = (await readdir(join(clothes, name))).sort().slice(pictures / 10);
    for (const file of surplus) await rm(join(clothes, name, file));
  }
});
afterAll(async () => {
  if (directory) await rm(directory, { recursive: true });
});

type Environment = Record<string, string>;

interface Figures {
  map: number;
}

/** A configuration file with the vectors in this adapter. */
async function configured(adapter: "pgvector" | "faiss", options: object): Promise<Environment> {
  const module = createRequire(import.meta.url).resolve(`@revimg/adapters/${adapter}`);
  const file = join(directory, `${adapter}.config.mjs`);
  await writeFile(
    file,
    `import { ${adapter} } from ${JSON.stringify(pathToFileURL(module).href)};
export default { vectors: () => ${adapter}(${JSON.stringify(options)}) };
`,
  );
  return { REVIMG_CONFIG: file };
}

/** What is printed of classes on stores that this environment names. */
async function figuresOn(environment: Environment): Promise<Figures> {
  const words = ["eval", "clothing", "--json", "--model", "mini", "--queries", "100"];
  const { exitCode, stdout, stderr } = await runRevimg(words, { directory, environment });
  expect(exitCode, stderr).toBe(0);
  const [report] = readLines(stdout) as { runs: { classes: Figures }[] }[];
  return report!.runs[0]!.classes;
}

let embedded: Promise<Figures> | undefined;

interface Configuration {
  name: string;
  /** Why it can't be tried here, or null. */
  missing(): string | null;
  environment(): Promise<Environment>;
}

/** Stores that search exactly, in place of the embedded ones. */
const configurations: Configuration[] = [
  {
    name: "memory",
    missing: () => null,
    environment: async () => ({ REVIMG_VECTORS: "memory:", REVIMG_METADATA: "memory:" }),
  },
  {
    name: "PostgreSQL for rows and embedded vectors",
    missing: () => whyNoService("postgres"),
    environment: async () => ({ REVIMG_METADATA: (await useService("postgres"))!.url }),
  },
  {
    name: "pgvector without an index and embedded rows",
    missing: () => whyNoService("pgvector"),
    async environment() {
      const { url } = (await useService("pgvector"))!;
      // The test server has one session; without an index, every query looks at every vector.
      const options = { url, index: "none", maxConnections: 1, preparedStatements: false };
      return configured("pgvector", options);
    },
  },
  {
    name: "FAISS and embedded rows",
    missing: whyNoFaiss,
    async environment() {
      const path = join(directory, "faiss");
      // So few pictures would be searched without an index of FAISS's own.
      const options = { path, binding: await faissBinding(), rebuildAfter: 100 };
      return configured("faiss", options);
    },
  },
];

test.for(configurations)(
  "clothes have the same figures on $name as on embedded stores",
  async ({ missing, environment }, { skip }) => {
    const reason = noPictures ?? missing();
    if (reason !== null) return skip(reason);
    embedded ??= figuresOn({});
    const figures = await figuresOn(await environment());
    expect(figures).toEqual(await embedded);
    expect(figures).toMatchObject({ queries: 100, depth: pictures - 1 });
    expect(figures.map).toBeGreaterThan(0.15);
  },
);
