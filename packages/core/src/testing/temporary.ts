import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { onTestFinished } from "vitest";

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "revimg-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Does something as a user without rights, where the tests run as root: root may read
 * and write everything. The folder becomes one that anybody may look into.
 */
export async function withoutRights<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return work();
  await chmod(folder, 0o755);
  process.seteuid!("nobody");
  try {
    return await work();
  } finally {
    process.seteuid!("root");
  }
}

/** A JPEG whose content follows from a number: stripes over a gradient, all different. */
export async function picture(
  seed: number,
  { width = 160, height = 120, format = "jpeg" as "jpeg" | "png" | "webp" } = {},
): Promise<Uint8Array> {
  const pixels = new Uint8Array(width * height * 3);
  const angle = seed * 2.4;
  const stripe = 6 + (seed % 17) * 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const wave = Math.sin((x * Math.cos(angle) + y * Math.sin(angle)) / stripe);
      const at = (y * width + x) * 3;
      pixels[at] = 128 + 90 * wave * Math.sin(seed);
      pixels[at + 1] = 128 + 90 * wave * Math.cos(seed * 1.7) + (x / width) * 30;
      pixels[at + 2] = 128 + 90 * Math.sin(seed * 3.1) + (y / height) * 30;
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    [format]()
    .toBuffer();
}

export async function collect<T>(values: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const value of values) all.push(value);
  return all;
}

/** A white PNG of one bit a pixel (PNG specification, 3rd edition): small as a file, whatever its side. */
export function whitePng(side: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const row = Buffer.alloc(1 + Math.ceil(side / 8), 0xff);
  row[0] = 0;
  const pixels = deflateSync(Buffer.concat(Array.from({ length: side }, () => row)), { level: 1 });
  const signature = Buffer.from("89504e470d0a1a0a", "hex");
  const chunks = [chunk("IHDR", header), chunk("IDAT", pixels), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([signature, ...chunks]);
}

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}
