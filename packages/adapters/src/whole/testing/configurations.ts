import { randomUUID } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  faissBinding,
  type PineconeStandIn,
  startPinecone,
  useService,
  whyNoFaiss,
  whyNoService,
} from "@revimg/testing/services";
import type { RemotePlaces } from "./places.js";

/** Where one and the same program keeps its index. */
export interface Configuration {
  name: string;
  /** Whether its vectors are compared one by one, and not by an index that may pass over some. */
  isExact: boolean;
  environment: Record<string, string>;
  /** Working directory of the program; its `revimg.config.mjs`, where there is one, is used. */
  directory: string;
}

/** Why the six configurations can't all be had here, or null. */
export function whyNoConfigurations(): string | null {
  const services = ["postgres", "s3", "chroma", "pgvector"] as const;
  const missing = services.map(whyNoService).find((reason) => reason !== null);
  return missing ?? whyNoFaiss();
}

/** The six, each with nothing in it, and the server among them that is theirs alone. */
export async function configurationsIn(
  folder: string,
  places: RemotePlaces,
): Promise<{ configurations: Configuration[]; pinecone: PineconeStandIn }> {
  const chromaUrl = (await useService("chroma"))!.url.replace(/^http:/, "chroma:");
  const pinecone = await startPinecone();
  const make = async (
    name: string,
    isExact: boolean,
    environment: Record<string, string>,
    file?: string,
  ): Promise<Configuration> => {
    const directory = join(folder, name);
    await mkdir(directory);
    if (file !== undefined) await writeFile(join(directory, "revimg.config.mjs"), file);
    return { name, isExact, environment: { REVIMG_MODEL: "mini", ...environment }, directory };
  };
  return {
    pinecone,
    configurations: [
      await make("embedded", true, {}),
      await make("faiss", true, {}, await faissFile()),
      await make("chroma", false, { REVIMG_VECTORS: `${chromaUrl}/${anyName()}` }),
      await make("pinecone", true, {
        REVIMG_VECTORS: `pinecone://${pinecone.index}?endpoint=${pinecone.endpoint}`,
        PINECONE_API_KEY: pinecone.apiKey,
      }),
      await make(
        "postgres-pgvector",
        false,
        // The server of pgvector is shared: the vectors of one collection are in tables of their own.
        { REVIMG_METADATA: places.environment.REVIMG_METADATA!, REVIMG_COLLECTION: anyName() },
        await pgvectorFile(),
      ),
      await make("chroma-postgres-s3", false, {
        ...places.environment,
        REVIMG_VECTORS: `${chromaUrl}/${anyName()}`,
      }),
    ],
  };
}

const anyName = () => `whole-${randomUUID()}`;

/** A configuration with an option that no URL has. */
function fileWith(adapter: "faiss" | "pgvector", options: object): string {
  const built = new URL(`../../../dist/${adapter}.js`, import.meta.url);
  return `import { ${adapter} } from ${JSON.stringify(built.href)};
export default { vectors: () => ${adapter}(${JSON.stringify(options)}) };
`;
}

const faissFile = async () =>
  fileWith("faiss", { path: "faiss", binding: await faissBinding(), rebuildAfter: 100 });

async function pgvectorFile(): Promise<string> {
  const { url } = (await useService("pgvector"))!;
  return fileWith("pgvector", { url, maxConnections: 1, preparedStatements: false });
}
