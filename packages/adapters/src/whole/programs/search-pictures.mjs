// Reads queries from its standard input, a JSON object a line, and prints what the
// index that its configuration names has for each.
import { createInterface } from "node:readline";
import { loadConfig } from "@revimg/adapters/config";
import { createRevimg } from "@revimg/core";

const revimg = await createRevimg(await loadConfig());
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const { keywords, matches, nextCursor, truncated } = await revimg.search(JSON.parse(line));
    const found = matches.map(({ id, similarity, tier }) => ({ id, similarity, tier }));
    console.log(JSON.stringify({ keywords, matches: found, nextCursor, truncated }));
  }
} finally {
  await revimg.close();
}
