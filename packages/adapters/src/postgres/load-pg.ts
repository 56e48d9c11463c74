import { RevimgError } from "@revimg/core";
import type { PostgresClient, PostgresPool } from "./pool.js";

interface PgPool extends PostgresPool {
  on(event: "error", listener: (error: Error) => void): unknown;
  on(event: "connect", listener: (client: PostgresClient) => void): unknown;
}

interface PgModule {
  Pool: new (settings: Record<string, unknown>) => PgPool;
}

/** A pool of the optional package `pg`. Tests load another package instead. */
export async function openPool(
  settings: Record<string, unknown>,
  adapter: string,
  name = "pg",
  load: () => Promise<object> = () => import("pg"),
): Promise<PostgresPool> {
  const { Pool } = await loadPg(adapter, name, load);
  const pool = new Pool(settings);
  // If the server drops an idle connection, the pool replaces it when it is needed. Without a
  // listener, the error would end the process.
  pool.on("error", () => {});
  // So would the error of a connection that the server drops just when the pool hands it out.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

async function loadPg(
  adapter: string,
  name: string,
  load: () => Promise<object>,
): Promise<PgModule> {
  try {
    const loaded = (await load()) as { default?: PgModule } & PgModule;
    return loaded.default ?? loaded;
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ERR_MODULE_NOT_FOUND" && message.includes(`'${name}'`)) {
      throw new RevimgError(
        "missing_dependency",
        `The ${adapter} store needs the package pg, which is not installed. Run: npm install pg`,
        { adapter, details: { package: "pg" }, cause },
      );
    }
    throw new RevimgError(
      "dependency_load_failed",
      `The package pg is installed but could not be loaded: ${message}. Install it again: npm install pg`,
      { adapter, details: { package: "pg" }, cause },
    );
  }
}
