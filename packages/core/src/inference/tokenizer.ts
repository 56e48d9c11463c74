import { Tokenizer } from "@huggingface/tokenizers";
import { decodeHTML } from "entities";
import { RevimgError } from "../lib/errors.js";

/** Far more than any context holds. Splitting a page of text must not take seconds. */
const maxCharacters = 8192;

/** Turns texts into token ids: the start token, the text's, the end token. */
export interface TextTokenizer {
  /** At most the context's length. A longer text is cut, and the end token comes last. */
  encode(text: string): number[];
  readonly endToken: number;
}

/**
 * A tokenizer from the content of a `tokenizer.json` of the Hugging Face tokenizers.
 * Texts are cleaned first as in CLIP's `simple_tokenizer.py`: HTML entities decoded
 * twice, white space collapsed, lower case. Its `ftfy` is left out; the file's own
 * normaliser (NFC, for CLIP) takes its place.
 *
 * Throws `model_corrupt` when the file can't be used.
 */
export function createTokenizer(json: string, contextLength: number): TextTokenizer {
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(JSON.parse(json) as object, {});
  } catch (cause) {
    throw unusable("it can't be read", cause);
  }
  const [, endToken, ...more] = tokenizer.encode("").ids;
  if (endToken === undefined || more.length > 0) {
    throw unusable("it does not put one start and one end token around a text");
  }
  return {
    endToken,
    encode(text) {
      const { ids } = tokenizer.encode(cleanText(text));
      return ids.length <= contextLength ? ids : [...ids.slice(0, contextLength - 1), endToken];
    },
  };
}

/** The text as CLIP's tokenizer sees it. */
export function cleanText(text: string): string {
  const decoded = decodeHTML(decodeHTML(text.slice(0, maxCharacters)));
  return decoded.replace(/\s+/g, " ").trim().toLowerCase();
}

function unusable(reason: string, cause?: unknown): RevimgError {
  return new RevimgError(
    "model_corrupt",
    `The model's tokenizer.json can't be used: ${reason}. Use the one that belongs to the model.`,
    { cause },
  );
}
