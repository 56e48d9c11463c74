import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { drawFolder } from "../../testing/pictures.js";
import { runRevimg } from "../../testing/run-revimg.js";
import { startServer } from "../../testing/running-server.js";

test("an index that a server has open is copied, and the copy is whole", async () => {
  const directory = await mkdtemp(join(tmpdir(), "revimg-cli-backup-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const environment = { REVIMG_MODEL: "mini" };
  await drawFolder(join(directory, "photos"), 3);
  const words = ["index", "./photos", "--originals", "copy"];
  await runRevimg(words, { directory, environment });
  const server = await startServer(directory);
  const copied = await runRevimg(["backup", "./copy"], { directory });
  expect(copied.stderr).toBe("");
  expect(copied.stdout).toMatch(
    /^Copied 7 files \(.+\)\. To look at the copy:\n {2}revimg stats --data \.\/copy\n$/,
  );
  expect(copied.exitCode).toBe(0);
  const again = await runRevimg(["backup", "./copy"], { directory });
  expect(again).toMatchObject({ exitCode: 2 });
  expect(again.stderr).toContain("Name a new folder");
  await server.stop();
  const verified = await runRevimg(["verify", "--data", "./copy"], { directory });
  expect(verified.stdout).toBe("Everything fits: 3 rows, 3 vectors, 6 stored files.\n");
});
