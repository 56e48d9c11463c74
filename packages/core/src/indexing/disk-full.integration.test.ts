import { execFile, spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { picture, temporaryFolder } from "../testing/temporary.js";

/** Runs a program that sees a small file system at the path of a folder; no rights are needed. */
const inside = (disk: string, photos: string, program: string): [string, string[]] => [
  "unshare",
  [
    ...["--user", "--map-root-user", "--mount", "sh", "-c"],
    'mount -t tmpfs -o size=1500k tmpfs "$1" && cd "$3" && exec "$2" --input-type=module -e "$4" "$1" "$5"',
    ...["sh", disk, process.execPath, fileURLToPath(new URL("../..", import.meta.url))],
    ...[program, photos],
  ],
];

const program = `
import { execFileSync } from "node:child_process";
import { createRevimg } from "@revimg/core";
const [, disk, photos] = process.argv;
const open = () => createRevimg({ dataDirectory: disk + "/index", model: "mini" });
const run = async (revimg) => {
  const counts = { added: 0, unchanged: 0, code: null, message: null };
  try {
    for await (const { type } of revimg.index(photos, { originals: "copy" })) {
      if (type in counts) counts[type]++;
    }
  } catch (error) {
    counts.code = error.code;
    counts.message = error.message;
  }
  return counts;
};
const facts = async (revimg) => {
  const { matches } = await revimg.search({ image: photos + "/p0.jpg", limit: 500 });
  for (const { id } of matches) {
    for (const variant of ["original", "thumbnail"]) {
      const { stream } = await revimg.readImage(id, { variant });
      for await (const _ of stream);
    }
  }
  return matches.length;
};
let revimg = await open();
const first = await run(revimg);
const shownWhenFull = await facts(revimg);
await revimg.close();
revimg = await open();
const second = await run(revimg);
const shownAgain = await facts(revimg);
execFileSync("mount", ["-o", "remount,size=64m", disk]);
const third = await run(revimg);
const shown = await facts(revimg);
const problems = [];
for await (const event of revimg.verify()) if (event.type === "problem") problems.push(event.problem);
await revimg.close();
console.log(JSON.stringify({ first, second, third, shownWhenFull, shownAgain, shown, problems }));
`;

test("a run on a full disk says so, loses nothing, and goes on once there is room", async ({
  skip,
}) => {
  const disk = await temporaryFolder();
  const photos = await temporaryFolder();
  for (let i = 0; i < 120; i++) await writeFile(join(photos, `p${i}.jpg`), await picture(i));
  const [command, args] = inside(disk, photos, "");
  if (spawnSync(command, args).status !== 0) return skip("needs unshare and user namespaces");
  const { stdout } = await promisify(execFile)(...inside(disk, photos, program));
  const { first, second, third, shownWhenFull, shownAgain, shown, problems } = JSON.parse(stdout);
  expect(first).toMatchObject({
    code: "disk_full",
    message: expect.stringContaining("free some room"),
  });
  expect(shownWhenFull).toBeGreaterThanOrEqual(first.added);
  expect(shownWhenFull).toBeLessThan(120);
  expect(second.code).toBe("disk_full");
  expect(shownAgain).toBeGreaterThanOrEqual(shownWhenFull);
  expect(third.code).toBeNull();
  expect(third.added + third.unchanged).toBe(120);
  expect({ shown, problems }).toEqual({ shown: 120, problems: [] });
});
