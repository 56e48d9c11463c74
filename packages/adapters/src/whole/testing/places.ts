import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { useService, whyNoService } from "@revimg/testing/services";
import pg from "pg";
import { optionsFor } from "../../s3/testing/options-for.js";
import type { S3Options } from "../../s3.js";

/** Why tests of PostgreSQL and S3 together are skipped, or null. */
export function whyNoServers(): string | null {
  return whyNoService("postgres") ?? whyNoService("s3");
}

export interface RemotePlaces {
  /** Of a database with nothing in it. */
  postgresUrl: string;
  /** Of a prefix with nothing below it. */
  s3Options: S3Options;
  /** What a process needs to use them. */
  environment: Record<string, string>;
}

/** An empty database and an empty prefix on the servers that all tests share. */
export async function emptyPlaces(): Promise<RemotePlaces> {
  const [postgres, s3] = [await useService("postgres"), await useService("s3")];
  if (!postgres || !s3) throw new Error("There are no servers.");
  const name = `whole_${randomUUID().replaceAll("-", "")}`;
  const url = new URL(postgres.url);
  const client = new pg.Client(url.href);
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  url.pathname = `/${name}`;
  const environment = {
    REVIMG_MODEL: "mini",
    REVIMG_METADATA: url.href,
    REVIMG_BLOBS: `s3://${s3.bucket}/${name}?endpoint=${s3.endpoint}`,
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
  };
  const s3Options = { ...optionsFor(s3), prefix: name };
  return { postgresUrl: url.href, s3Options, environment };
}

export interface TemporaryFolder extends AsyncDisposable {
  path: string;
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), "revimg-whole-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
