// Indexes a folder of pictures, and prints those that are most like another picture.
//
//   npm install @revimg/core
//   node quickstart.mjs ./photos ./query.jpg
//
// The index lies in ./revimg-data. A second run adds only what is new.
import { createRevimg } from "@revimg/core";

const [, , folder = "./photos", query = "./query.jpg"] = process.argv;
const revimg = await createRevimg();
for await (const event of revimg.index(folder)) {
  if (event.type === "failed") console.error(event.name, event.error.message);
}
const { keywords, matches } = await revimg.search({ image: query, limit: 5 });
console.log("keywords:", keywords.map(({ keyword }) => keyword).join(", "));
for (const { similarity, tier, filename } of matches) {
  console.log(similarity.toFixed(3), tier, filename);
}
await revimg.close();
