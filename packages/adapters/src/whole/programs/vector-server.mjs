// A vector store in a process of its own: answers the calls that come as messages
// from the embedded store in the folder that it is told.
import { createSqliteStores } from "@revimg/core/sqlite";

const stores = await createSqliteStores({ directory: process.argv[2] });
process.on("message", async ({ number, method, words }) => {
  const answer = await stores.vectors[method](...words).then(
    (value) => ({ value }),
    (error) => ({ failure: error.message }),
  );
  process.send({ number, ...answer });
});
process.send({ ready: true });
