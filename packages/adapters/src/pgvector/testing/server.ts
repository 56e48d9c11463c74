import { useService } from "@revimg/testing/services";
import pg from "pg";
import { onTestFinished } from "vitest";
import { pgvector } from "../../pgvector.js";
import type { PgvectorOptions } from "../options.js";

/** The shared PGlite: one session for all connections, which may not be in use at the same time. */
export async function onPglite() {
  const { url } = (await useService("pgvector"))!;
  return { url, maxConnections: 1, preparedStatements: false };
}

/** A store with an open space, which is removed when the test ends. */
export async function openSpace(options: PgvectorOptions, space: string, dimension: number) {
  const store = pgvector(options);
  onTestFinished(async () => {
    await store.drop(space).catch(() => {});
    await store.close();
  });
  await store.open({ space, dimension });
  return store;
}

/** A plain connection, to see what the store does. */
export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client(url);
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}
