import { Tokenizer } from "@huggingface/tokenizers";
import { decodeHTML } from "entities";
import { RevimgError } from "../lib/errors.js";
import type { TextCleaning, TextInput } from "../model-files/model-manifest.js";

/** Far more than any context holds. Splitting a page of text must not take seconds. */
const maxCharacters = 8192;

/** Turns texts into token ids: the text's own, and those that the model wants around them. */
export interface TextTokenizer {
  /** At most the context's length. A longer text is cut; what follows a text stays last. */
  encode(text: string): number[];
  /** The last token of every text; null when the tokenizer puts none there. */
  readonly endToken: number | null;
}

type Reading = Pick<TextInput, "contextLength" | "cleaning">;

/**
 * A tokenizer from the content of a `tokenizer.json` of the Hugging Face tokenizers.
 * Texts are cleaned first, as the manifest says. Throws `model_corrupt` when the file
 * can't be used.
 */
export function createTokenizer(
  json: string,
  { contextLength, cleaning = "clip" }: Reading,
): TextTokenizer {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(JSON.parse(json) as object, {});
  } catch (cause) {
    throw unusable("it can't be read", cause);
  }
  const { before, after } = surroundings(tokenizer);
  const room = contextLength - before.length - after.length;
  if (room < 1) throw unusable(`it leaves no room for a text in ${contextLength} tokens`);
  return {
    endToken: after.at(-1) ?? null,
    encode(text) {
      const cleaned = cleanText(text.slice(0, maxCharacters), cleaning);
      const { ids } = tokenizer.encode(cleaned, { add_special_tokens: false });
      return [...before, ...ids.slice(0, room), ...after];
    },
  };
}

/** The tokens that stand before and after every text. */
function surroundings(tokenizer: Tokenizer): { before: number[]; after: number[] } {
  const own = tokenizer.encode("a", { add_special_tokens: false }).ids;
  const whole = tokenizer.encode("a").ids;
  const count = whole.length - own.length;
  for (let start = 0; start <= count; start += 1) {
    if (own.every((id: number, index: number) => whole[start + index] === id)) {
      return { before: whole.slice(0, start), after: whole.slice(start + own.length) };
    }
  }
  throw unusable("its tokens of a text change when others are put around them");
}

/**
 * The text as a tokenizer gets it. `clip` is what CLIP's `simple_tokenizer.py` does,
 * without `ftfy`: the file's own normaliser (NFC, for CLIP) takes its place. `canonical`
 * is `canonicalize_text` of SigLIP.
 */
export function cleanText(text: string, cleaning: TextCleaning): string {
  switch (cleaning) {
    case "clip":
      return collapsed(decodeHTML(decodeHTML(text)).toLowerCase());
    case "lower-case":
      return text.toLowerCase();
    case "canonical":
      return collapsed(text.replace(asciiPunctuation, "").toLowerCase());
    case "none":
      return text;
  }
}

const asciiPunctuation = /[!-/:-@[-`{-~]/g;

function collapsed(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function unusable(reason: string, cause?: unknown): RevimgError {
  return new RevimgError(
    "model_corrupt",
    `The model's tokenizer.json can't be used: ${reason}. Use the one that belongs to the model.`,
    { cause },
  );
}
