import { type Embedder, preparedInput } from "../inference/embedder.js";

/** Red, green and blue, each 0 to 255. */
export type Colour = readonly [number, number, number];

export const grey: Colour = [128, 128, 128];

/** Colours between which a channel is rounded: 125 pictures at most are embedded for a model. */
const steps = 4;

/** Vectors of empty pictures, by model and colour: each is asked for once. */
const known = new WeakMap<Embedder, Map<string, Promise<Float32Array>>>();

/**
 * The cosine of a vector (L2 norm 1) with that of a picture which has one colour, the
 * nearest of 125, and shows nothing. Rejects as `Embedder.embed` does.
 */
export async function similarityToEmpty(
  embedder: Embedder,
  vector: Float32Array,
  colour: Colour,
): Promise<number> {
  const empty = await emptyPicture(embedder, colour);
  return vector.reduce((sum, value, i) => sum + value * empty[i]!, 0);
}

function emptyPicture(embedder: Embedder, colour: Colour): Promise<Float32Array> {
  const rounded = colour.map((value) => (Math.round((value / 255) * steps) / steps) * 255);
  const key = rounded.join();
  const ofModel = known.get(embedder) ?? new Map<string, Promise<Float32Array>>();
  known.set(embedder, ofModel);
  const found = ofModel.get(key);
  if (found) return found;
  const asked = embed(embedder, rounded);
  ofModel.set(key, asked);
  asked.catch(() => ofModel.delete(key));
  return asked;
}

async function embed(embedder: Embedder, colour: readonly number[]): Promise<Float32Array> {
  const { width, height } = embedder.input;
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < pixels.length; at++) pixels[at] = Math.round(colour[at % 3]!);
  const input = preparedInput(pixels, embedder.input);
  return (await embedder.embed(input, { priority: "query" })).vector;
}
