// Many workers that fill one index together, with the stores of revimg.config.ts.
//
//   npm install @revimg/core @revimg/adapters pg pg-boss@10 @aws-sdk/client-s3 @aws-sdk/s3-request-presigner
//   node worker.mjs add /photos        # once: puts the folder onto the queue
//   node worker.mjs                    # as often as you like, on any machine that sees /photos
//   node worker.mjs until-empty        # the same, but ends when nothing is left
//
// `revimg index --queue`, `revimg worker` and `revimg queue` do the same without code.
import { loadConfig } from "@revimg/adapters/config";
import { openIndexQueue } from "@revimg/adapters/queue";
import { createRevimg } from "@revimg/core";

const [, , task, folder = "/photos"] = process.argv;
const queue = await openIndexQueue({ url: process.env.DATABASE_URL });

if (task === "add") {
  for await (const event of queue.enqueue(folder)) {
    if (event.type === "finished") console.log(`${event.pictures} pictures are on the queue`);
  }
} else {
  // The first signal drains the worker: others take over the rest of its work.
  const stop = new AbortController();
  process.once("SIGTERM", () => stop.abort()).once("SIGINT", () => stop.abort());
  const revimg = await createRevimg(await loadConfig());
  const untilEmpty = task === "until-empty";
  const { added, failed } = await queue.work(revimg, { signal: stop.signal, untilEmpty });
  console.log(`${added} pictures added, ${failed} failed`);
  await revimg.close();
}
await queue.close();
