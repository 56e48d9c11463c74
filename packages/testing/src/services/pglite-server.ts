import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

/** The process of `startPgvector`: serves a database in memory on the port of its first argument. */
const database = await PGlite.create({ extensions: { vector } });
const server = new PGLiteSocketServer({
  db: database,
  host: "127.0.0.1",
  port: Number(process.argv[2]),
  // A connection beyond would be dropped; the statements of all of them take turns.
  maxConnections: 100,
});
await server.start();
