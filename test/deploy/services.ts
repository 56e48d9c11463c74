import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { findProgram, useService, whyNoService } from "../../packages/testing/dist/services.js";

const required = createRequire(fileURLToPath(new URL("../../deploy/image/", import.meta.url)));

/** Programs of Debian's packages, which stand for what the images bring. */
const programs = { nginx: "nginx-light", "docker-compose": "docker-compose", openssl: "openssl" };

/** Why the deployment can't be started here, or null. Throws with `REVIMG_REQUIRE_SERVICES=1`. */
export function whyNoDeployment(): string | null {
  for (const [program, debian] of Object.entries(programs)) {
    if (findProgram(program) !== null) continue;
    const reason = `needs ${program}. On Debian: apt-get install ${debian}`;
    if (process.env.REVIMG_REQUIRE_SERVICES !== "1") return reason;
    throw new Error(`REVIMG_REQUIRE_SERVICES=1, and this test ${reason}`);
  }
  return whyNoService("postgres") ?? whyNoService("chroma") ?? whyNoService("s3");
}

/** The servers of the compose file, on this machine. */
export interface DeployedServices {
  /** What `.env` would say. */
  variables: Record<string, string>;
  /** Puts this machine's addresses in the place of the containers' names. */
  resolve(text: string): string;
  /** Drops the database. */
  remove(): Promise<void>;
}

/** A database, a prefix and a bucket of this test's own, on servers that all tests share. */
export async function startServices(): Promise<DeployedServices> {
  const [postgres, chroma, s3] = await Promise.all([
    useService("postgres"),
    useService("chroma"),
    useService("s3"),
  ]);
  if (!postgres || !chroma || !s3) throw new Error(`This test ${whyNoDeployment()}`);
  const database = `deploy_${randomBytes(6).toString("hex")}`;
  await query(postgres.url, `CREATE DATABASE ${database}`);
  const bucket = database.replace("_", "-");
  const storage = "http://storage:7070";
  return {
    variables: {
      POSTGRES_USER: postgres.user,
      POSTGRES_PASSWORD: postgres.password,
      POSTGRES_DB: database,
      STORAGE_KEY: s3.accessKeyId,
      STORAGE_SECRET: s3.secretAccessKey,
      REVIMG_VECTORS: `chroma://chroma:8000/${database}`,
      REVIMG_BLOBS: `s3://${bucket}?endpoint=${storage}&path_style=true&region=${s3.region}`,
    },
    resolve: (text) =>
      text
        .replace("@postgres:5432", `@127.0.0.1:${postgres.port}`)
        .replace("chroma:8000", new URL(chroma.url).host)
        .replace(storage, s3.endpoint),
    remove: () => query(postgres.url, `DROP DATABASE ${database} WITH (FORCE)`),
  };
}

async function query(connectionString: string, sql: string): Promise<void> {
  const { Client } = required("pg");
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
