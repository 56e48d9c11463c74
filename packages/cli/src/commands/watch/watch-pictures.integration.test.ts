import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { drawFolder, drawPicture } from "../../testing/pictures.js";
import { readLines, runRevimg } from "../../testing/run-revimg.js";

it("follows a folder until Ctrl-C", async () => {
  const directory = await mkdtemp(join(tmpdir(), "revimg-watch-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await drawFolder(join(directory, "photos"), 3, 400);
  let step = 0;
  const { exitCode, stdout } = await runRevimg(
    ["watch", "photos", "--quiet", "1", "--model", "mini", "--json"],
    {
      directory,
      watch(soFar, child) {
        const rounds = soFar.split('"watching"').length - 1;
        if (rounds === 1 && step === 0) {
          step = 1;
          void drawPicture(join(directory, "photos/new.png"), 77);
        }
        if (rounds === 2 && step === 1) {
          step = 2;
          void rm(join(directory, "photos/picture-000.jpg"));
        }
        if (rounds === 3 && step === 2) {
          step = 3;
          child.kill("SIGINT");
        }
      },
    },
  );
  expect(exitCode).toBe(130);
  const lines = readLines(stdout);
  const added = lines.flatMap(({ type, name }) => (type === "added" ? [String(name)] : []));
  expect(added).toHaveLength(4);
  expect(added.at(-1)).toBe(join(directory, "photos/new.png"));
  expect(lines).toContainEqual(expect.objectContaining({ type: "pruned", removed: 1 }));
  const wrong = await runRevimg(["watch", "no-such-folder"], { directory });
  expect(wrong).toMatchObject({ exitCode: 15, stderr: expect.stringContaining("no-such-folder") });
});
