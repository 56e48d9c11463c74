import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { unseenFolder } from "./unseen-folder.js";

test("a folder that is absent or empty is unseen; one whose file is gone is seen", async () => {
  const folder = await mkdtemp(join(tmpdir(), "revimg-queue-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [full, empty, absent] = ["full", "empty", "absent"].map((name) => join(folder, name));
  await mkdir(full!);
  await mkdir(empty!);
  await writeFile(join(full!, "a.jpg"), "");
  const inFull = { path: join(full!, "gone.jpg"), root: full! };
  expect(await unseenFolder([inFull])).toBeNull();
  expect(await unseenFolder([{ path: join(full!, "gone.jpg") }])).toBeNull();
  expect(await unseenFolder([{ sourceUrl: "https://example.org/a.jpg" }])).toBeNull();
  for (const root of [empty!, absent!]) {
    const error = await unseenFolder([inFull, { path: join(root, "a.jpg"), root }]);
    expect(error).toMatchObject({ code: "not_found", details: { folder: root } });
    expect(error?.message).toContain(root);
  }
});
