import sharp from "sharp";

/** A number in [0, 1). */
export type Random = () => number;

/** A request as the bytes that go through the socket. */
export interface MutatedRequest {
  /** What was mutated. */
  kind: string;
  bytes: Buffer;
}

/** Texts that meet the limits of parsers. */
const tokens = [
  ...["\0", "\r\n", "\r\n\r\n", "--", "%00", "%2e%2e/", "../", "\u{1f642}", "\ufffe", "é"],
  ...["-1", "1e999", "NaN", "null", "{}", "[]", '"', "__proto__", "9".repeat(400)],
  ...["Transfer-Encoding: chunked\r\n", "Content-Length: 5\r\n", "Content-Encoding: gzip\r\n"],
];

export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Pictures of the formats that the server reads, small and large. */
export async function seedPictures(): Promise<Buffer[]> {
  const svg = (width: number, height: number) =>
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="teal"/><circle cx="60" cy="60" r="50" fill="gold"/></svg>`,
    );
  const large = sharp(svg(2400, 1600));
  const small = sharp(svg(200, 150));
  return Promise.all(
    [
      ...[small.clone().jpeg(), small.clone().png(), small.clone().webp(), small.clone().gif()],
      ...[small.clone().tiff(), large.clone().jpeg({ progressive: true }), large.clone().png()],
    ].map((picture) => picture.toBuffer()),
  );
}

/** Changes a few bytes: some are exchanged, removed, repeated, or tokens come between. */
function mutateBytes(bytes: Buffer, random: Random): Buffer {
  let result = Buffer.from(bytes);
  const below = (bound: number) => Math.floor(random() * bound);
  // Headers of pictures and forms stand at the beginning.
  const place = () => (random() < 0.5 ? below(Math.min(200, result.length)) : below(result.length));
  for (let count = 1 + below(4); count > 0 && result.length > 0; count--) {
    const at = place();
    const length = 1 + below(random() < 0.8 ? 8 : 2_000);
    const before = result.subarray(0, at);
    switch (below(5)) {
      case 0:
        result[at] = below(256);
        break;
      case 1:
        result = Buffer.concat([before, result.subarray(at + length)]);
        break;
      case 2:
        result = Buffer.concat([before, result.subarray(at, at + length), result.subarray(at)]);
        break;
      case 3: {
        const token = tokens[below(tokens.length)]!;
        result = Buffer.concat([before, Buffer.from(token), result.subarray(at)]);
        break;
      }
      default:
        result = result.subarray(0, Math.max(1, at));
    }
  }
  return result;
}

const boundary = "revimg-boundary";
const addresses = [
  ...["GET /images?limit=3&sort=name", "GET /tags?prefix=a", "GET /stats", "GET /health"],
  ...["GET /image/0?variant=thumbnail", "GET /jobs", "DELETE /images/0", "GET /keys", "GET /docs"],
];
const bodies = [
  ["POST /search", { text: "koi", limit: 3, filter: { tags: ["a"], width: { gte: 3 } } }],
  ["POST /search", { vector: [0.1, 0.2, 0.3], model: "mini-2", cutoff: "auto" }],
  [
    "POST /search",
    { query: [{ id: "a", weight: 0.5 }], region: { x: 0, y: 0, width: 1, height: 1 } },
  ],
  ["PATCH /images/0", { title: "Koi", tags: ["a"], attributes: { price: 3 }, sources: [] }],
  ["DELETE /images", { ids: ["0", "1"] }],
  ["DELETE /images", { filter: { domain: "example.org" } }],
  ["POST /images", { url: "http://127.0.0.1:1/a.jpg", title: "Koi" }],
  ["POST /keys", { label: "a", scopes: ["read"], expires_at: "2000-01-01T00:00:00Z" }],
] as const;

/** A request that is nearly right. `key` opens the server. */
export function mutatedRequest(
  pictures: readonly Buffer[],
  key: string,
  random: Random,
): MutatedRequest {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const picture = () => pick(pictures);
  switch (Math.floor(random() * 6)) {
    case 0:
      return whole("picture", "POST /search", "image/jpeg", mutateBytes(picture(), random), key);
    case 1:
      return whole(
        "upload",
        "POST /images",
        formType,
        formOf([mutateBytes(picture(), random)]),
        key,
      );
    case 2: {
      const several = [picture(), mutateBytes(picture(), random)];
      return whole("job", "POST /images", formType, formOf(several), key);
    }
    case 3: {
      const body = mutateBytes(formOf([picture()]), random);
      return whole("form", pick(["POST /search", "POST /images"]), formType, body, key);
    }
    case 4: {
      const [target, value] = pick(bodies);
      const body = mutateBytes(Buffer.from(JSON.stringify(value)), random);
      return whole("json", target, "application/json", body, key);
    }
    default: {
      const form = formOf([pictures[0]!]);
      const request = pick([
        () => whole("", pick(addresses), "text/plain", Buffer.alloc(0), key),
        () => whole("", "POST /search", formType, form, key),
      ])();
      return { kind: "head", bytes: mutateBytes(request.bytes, random) };
    }
  }
}

const formType = `multipart/form-data; boundary=${boundary}`;

function formOf(pictures: readonly Buffer[]): Buffer {
  const parts = pictures.flatMap((picture, index) => [
    `--${boundary}\r\nContent-Disposition: form-data; name="image"; filename="${index}.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
    picture,
    "\r\n",
  ]);
  return Buffer.concat([...parts, `--${boundary}--\r\n`].map((part) => Buffer.from(part)));
}

function whole(
  kind: string,
  target: string,
  type: string,
  body: Buffer,
  key: string,
): MutatedRequest {
  const head = [
    `${target} HTTP/1.1`,
    "Host: localhost",
    `Authorization: Bearer ${key}`,
    `Content-Type: ${type}`,
    `Content-Length: ${body.length}`,
    "Connection: close",
  ];
  return { kind, bytes: Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]) };
}
