// Prints which pictures of a folder are copies of one another, and which one to keep.
//
//   npm install @revimg/core
//   node find-duplicates.mjs ./photos
//
// Copies may be smaller, cropped, mirrored or written over. Nothing is removed.
import { createRevimg } from "@revimg/core";

const [, , folder = "./photos"] = process.argv;
const revimg = await createRevimg();
for await (const event of revimg.index(folder)) {
  if (event.type === "failed") console.error(event.name, event.error.message);
}
for await (const event of revimg.duplicates()) {
  if (event.type !== "group") continue;
  const { keep, members } = event.group;
  console.log(`keep ${keep.path}: ${keep.why}`);
  for (const { image, tier, evidence } of members.filter(({ tier }) => tier !== null)) {
    console.log(`  ${tier} ${image.filename} ${evidence?.edits.join(", ") ?? ""}`);
  }
}
await revimg.close();
