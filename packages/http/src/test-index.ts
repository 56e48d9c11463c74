import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRevimg, type Revimg, type RevimgOptions } from "@revimg/core";
import sharp from "sharp";
import { expect } from "vitest";
import type { Handler } from "./create-handler.js";
import type { Scope } from "./guard/access-key.js";
import { AccessKeys } from "./guard/access-keys.js";
import type { Problem } from "./problem.js";

/** A small index of drawn pictures in a folder of its own, for the tests. */
export interface TestIndex extends AsyncDisposable {
  revimg: Revimg;
  /** The folder from which `disk-0.jpg` and `disk-1.jpg` were indexed. */
  folder: string;
  /** The encoded pictures by name: `memory-0` to `memory-5`, `disk-0`, `disk-1`. */
  pictures: Map<string, Uint8Array>;
  /** Ids by the same names. */
  ids: Map<string, string>;
}

export async function openTestIndex(options: Pick<RevimgOptions, "urls"> = {}): Promise<TestIndex> {
  const root = await mkdtemp(join(tmpdir(), "revimg-http-"));
  const folder = join(root, "photos");
  await mkdir(folder);
  const pictures = new Map<string, Uint8Array>();
  for (let seed = 0; seed < 6; seed++) pictures.set(`memory-${seed}`, await drawPicture(seed));
  for (let seed = 6; seed < 8; seed++) {
    const bytes = await drawPicture(seed);
    pictures.set(`disk-${seed - 6}`, bytes);
    await writeFile(join(folder, `disk-${seed - 6}.jpg`), bytes);
  }
  const revimg = await createRevimg({
    ...options,
    dataDirectory: join(root, "data"),
    model: "mini",
  });
  const ids = new Map<string, string>();
  const items = [...pictures].filter(([name]) => name.startsWith("memory"));
  const source = items.map(([name, bytes], index) => ({
    bytes,
    filename: `${name}.jpg`,
    sourceUrl: `https://www.example.org/${name}.jpg`,
    pageUrl: `https://www.example.org/pages/${name}`,
    title: `Picture ${index}`,
    author: "A. Painter",
    license: "CC0-1.0",
    tags: ["drawing"],
  }));
  for await (const event of revimg.index(source)) remember(event, ids);
  for await (const event of revimg.index(folder)) remember(event, ids);
  return {
    revimg,
    folder,
    pictures,
    ids,
    async [Symbol.asyncDispose]() {
      await revimg.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

function remember(event: { type: string; name?: string; id?: string }, ids: Map<string, string>) {
  if (event.type === "failed") throw new Error(`A test picture was refused: ${event.name}`);
  if (event.type !== "added" || event.name === undefined || event.id === undefined) return;
  ids.set(event.name.replace(/^.*\//, "").replace(/\.jpg$/, ""), event.id);
}

/** A JPEG that differs from seed to seed in colours and shapes. */
export async function drawPicture(seed: number, width = 480, height = 360): Promise<Uint8Array> {
  const shapes = Array.from({ length: 12 }, (_, index) => {
    const at = (factor: number, range: number) => (seed * 131 + index * factor) % range;
    const color = `hsl(${at(47, 360)}, 80%, ${30 + at(13, 50)}%)`;
    return index % 2 === seed % 2
      ? `<circle cx="${at(97, width)}" cy="${at(61, height)}" r="${20 + at(29, 60)}" fill="${color}"/>`
      : `<rect x="${at(83, width)}" y="${at(71, height)}" width="${40 + at(37, 120)}" height="${20 + at(41, 90)}" fill="${color}"/>`;
  });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="hsl(${(seed * 77) % 360}, 40%, 75%)"/>${shapes.join("")}</svg>`;
  return new Uint8Array(await sharp(Buffer.from(svg)).jpeg({ quality: 88 }).toBuffer());
}

/** A multipart form as a browser makes it. */
export function formOf(bytes: Uint8Array, fields: Record<string, string> = {}): FormData {
  const form = new FormData();
  form.set("image", new Blob([bytes], { type: "image/jpeg" }), "photo.jpg");
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

/** The JSON of an answer, as `Body`. */
export async function jsonOf<Body>(response: Response): Promise<Body> {
  return (await response.json()) as Body;
}

/** A `POST /search`. */
export function searchRequest(
  body: RequestInit["body"],
  path = "/api/search",
  headers: Record<string, string> = {},
): Request {
  return new Request(`http://localhost${path}`, { method: "POST", body, headers });
}

/** The problem document of an answer (RFC 9457), after a check of its form. */
export async function problemOf(response: Response, status: number): Promise<Problem> {
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = await jsonOf<Problem>(response);
  expect(problem.status).toBe(status);
  expect(problem.type).toBe(`urn:revimg:error:${problem.code}`);
  return problem;
}

/** The handler, asked with a key of these scopes. */
export async function withKey(
  handler: Handler,
  { settings }: Pick<Revimg, "settings">,
  ...scopes: Scope[]
): Promise<Handler> {
  const { text } = await new AccessKeys(settings).add({ label: "test", scopes });
  const ask: (request: Request) => Promise<Response> = (request) => {
    request.headers.set("authorization", `Bearer ${text}`);
    return handler(request);
  };
  const { close } = handler;
  return Object.assign(ask, { close, [Symbol.asyncDispose]: close });
}
