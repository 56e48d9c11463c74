import { execFile, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../testing/temporary.js";

/** Runs a program that sees a file system of 1 MB at the path of a folder; no rights are needed. */
const inside = (folder: string, program: string): [string, string[]] => [
  "unshare",
  [
    "--user",
    "--map-root-user",
    "--mount",
    "sh",
    "-c",
    'mount -t tmpfs -o size=1m tmpfs "$1" && cd "$3" && exec "$2" --input-type=module -e "$4" "$1"',
    "sh",
    folder,
    process.execPath,
    fileURLToPath(new URL("../../..", import.meta.url)),
    program,
  ],
];

const program = `
import { buffer } from "node:stream/consumers";
import { fsBlobs } from "@revimg/core/fs";
const directory = process.argv[1] + "/blobs";
const blobs = fsBlobs({ directory });
const codes = [];
const attempt = async (body) => {
  await blobs.put("picture", body).then(() => codes.push("stored"), (error) => codes.push(error.code));
};
const stream = (chunks) => {
  let left = chunks;
  return new ReadableStream({
    pull: (controller) => left-- > 0 ? controller.enqueue(new Uint8Array(65536)) : controller.close(),
  });
};
await attempt(new Uint8Array(300_000).fill(7));
await attempt(new Uint8Array(900_000));
await attempt(stream(100));
const { stream: kept } = await blobs.get("picture");
const bytes = await buffer(kept);
const isOld = bytes.length === 300_000 && bytes.every((byte) => byte === 7);
await attempt(stream(8));
console.log(JSON.stringify({ codes, isOld }));
`;

test("a full disk is disk_full, keeps the old bytes, and leaves no draft in the way", async ({
  skip,
}) => {
  const folder = await temporaryFolder();
  const [command, args] = inside(folder, "");
  if (spawnSync(command, args).status !== 0) return skip("needs unshare and user namespaces");
  const { stdout } = await promisify(execFile)(...inside(folder, program));
  expect(JSON.parse(stdout)).toEqual({
    codes: ["stored", "disk_full", "disk_full", "stored"],
    isOld: true,
  });
});
