import type { Dtype } from "../api/options.js";
import { RevimgError } from "../lib/errors.js";
import type { ModelManifest, TextTower } from "../model-files/model-manifest.js";
import { mustRunOneByOne, type Outcome, requireLength, unusable } from "./image-model.js";
import { requireTensor, type Session, type TensorInfo } from "./session.js";
import type { TextTokenizer } from "./tokenizer.js";
import { normalized } from "./vectors.js";
import type { TextReader } from "./word-reader.js";

/** The half of a model that embeds texts. */
export class TextModel implements TextReader {
  readonly #session: Session;
  readonly #tokenizer: TextTokenizer;
  readonly #id: string;
  readonly #dimension: number;
  readonly #text: TextTower;
  /** Tokens that a text has at least. */
  readonly #length: number;
  /** The token that fills a text up to that. */
  readonly #filler: number;
  readonly #oneByOne: boolean;

  /** Throws `model_corrupt` when the file is not what the manifest describes. */
  constructor(
    session: Session,
    { id, dimension }: ModelManifest,
    text: TextTower,
    dtype: Dtype,
    tokenizer: TextTokenizer,
  ) {
    const input = requireTensor(id, session, "inputs", {
      name: text.input.tensor,
      types: ["int64"],
      shape: [null, null],
    });
    requireTensor(id, session, "outputs", {
      name: text.output.tensor,
      types: ["float32", "float16"],
      shape: [null, dimension],
    });
    this.#session = session;
    this.#tokenizer = tokenizer;
    this.#id = id;
    this.#dimension = dimension;
    this.#text = text;
    this.#oneByOne = mustRunOneByOne(input, dtype);
    const { padding } = text.input;
    this.#length = Math.max(input.shape[1] ?? 0, padding?.length ?? 0);
    // CLIP reads the first end token, so more of them behind it change nothing.
    this.#filler = padding?.id ?? tokenizer.endToken ?? refuseLength(id, input);
  }

  /**
   * Embeds texts: an outcome for each, in their order. Texts of equal length run
   * together. So no text is padded because of another one, and each gets the same
   * vector as alone.
   */
  async embed(texts: readonly string[]): Promise<Outcome<Float32Array>[]> {
    const outcomes = new Array<Outcome<Float32Array>>(texts.length);
    for (const group of this.#groups(texts)) {
      const vectors = await this.#run(group.map(({ tokens }) => tokens));
      group.forEach(({ index }, place) => {
        const vector = vectors[place]!;
        outcomes[index] = vector ? { value: vector } : unusable(this.#id, "this text");
      });
    }
    return outcomes;
  }

  #groups(texts: readonly string[]): { index: number; tokens: number[] }[][] {
    const groups = new Map<number, { index: number; tokens: number[] }[]>();
    texts.forEach((text, index) => {
      const tokens = this.#tokenizer.encode(text);
      while (tokens.length < this.#length) tokens.push(this.#filler);
      const key = this.#oneByOne ? -index : tokens.length;
      groups.set(key, [...(groups.get(key) ?? []), { index, tokens }]);
    });
    return [...groups.values()];
  }

  async #run(batch: readonly number[][]): Promise<(Float32Array | null)[]> {
    const { input, output } = this.#text;
    const data = BigInt64Array.from(batch.flat(), BigInt);
    const shape = [batch.length, batch[0]!.length];
    const [vectors] = await this.#session.run(input.tensor, { type: "int64", data, shape }, [
      output.tensor,
    ]);
    const dimension = this.#dimension;
    requireLength(this.#id, vectors!, batch.length * dimension);
    return batch.map((_, index) =>
      normalized(vectors!.subarray(index * dimension, (index + 1) * dimension)),
    );
  }
}

/** A file of a fixed length needs something to fill a text with. */
function refuseLength(id: string, { shape }: TensorInfo): number {
  if (typeof shape[1] !== "number") return 0;
  throw new RevimgError(
    "model_corrupt",
    `The text model of ${id} takes exactly ${shape[1]} tokens, and its tokenizer ends no text with a token that could fill the rest. Give text.input.padding in its manifest.`,
    { details: { model: id } },
  );
}
