import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";

/** So many that indexing them takes longer than a visit. */
const count = 60;

/** A folder whose pictures each take long to decode. */
export async function makeSlowFolder(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "revimg-slow-"));
  const noise = { type: "gaussian", mean: 128, sigma: 40 } as const;
  const grain = sharp({
    create: { width: 400, height: 300, channels: 3, background: "#888", noise },
  });
  const picture = await sharp(await grain.png().toBuffer())
    .resize(3_000, 2_000)
    .jpeg({ progressive: true })
    .toBuffer();
  for (let number = 0; number < count; number++) {
    // What stands behind the end of a JPEG changes its bytes and not its pixels.
    const bytes = Buffer.concat([picture, Buffer.from(`${number}`)]);
    await writeFile(join(path, `${number}.jpg`), bytes);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
