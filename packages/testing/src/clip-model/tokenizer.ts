/** What `tokenizer.json` holds (the file format of Hugging Face's tokenizers). */
export interface TokenizerFile {
  model: { vocab: Record<string, number>; merges: [string, string][]; [key: string]: unknown };
  [key: string]: unknown;
}

const startToken = "<|startoftext|>";
const endToken = "<|endoftext|>";
/** A text is cut into these before any merging; the contractions of English stay whole. */
const pieces =
  "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+";

/** Words that become one token; all others are spelled. */
const wholeWords = [
  "the",
  "of",
  "in",
  "and",
  "with",
  "photo",
  "picture",
  "art",
  "cat",
  "dog",
  "bird",
  "car",
  "house",
  "tree",
  "red",
  "blue",
  "green",
];

/**
 * A tokenizer that works as CLIP's does: byte-level pair encoding with `</w>` at
 * the end of a word, lower case, start and end token around each text. It knows
 * the 256 bytes, the 256 bytes that end a word and a few words, not CLIP's 48,894
 * merges. The two special tokens have the two highest ids of `vocabularySize`
 * (as small as it can be by default), the end token the last one.
 */
export function buildTokenizer(vocabularySize?: number): TokenizerFile {
  const letters = [...byteLetters().values()];
  const merges = mergesOf(wholeWords);
  const tokens = [
    ...letters,
    ...letters.map((letter) => `${letter}</w>`),
    ...new Set(merges.map(([left, right]) => left + right)),
  ];
  const start = (vocabularySize ?? tokens.length + 2) - 2;
  const end = start + 1;
  return {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [
      addedToken(start, startToken, { normalized: true }),
      addedToken(end, endToken, { normalized: false }),
    ],
    normalizer: {
      type: "Sequence",
      normalizers: [
        { type: "NFC" },
        { type: "Replace", pattern: { Regex: "\\s+" }, content: " " },
        { type: "Lowercase" },
      ],
    },
    pre_tokenizer: {
      type: "Sequence",
      pretokenizers: [
        { type: "Split", pattern: { Regex: pieces }, behavior: "Removed", invert: true },
        { type: "ByteLevel", add_prefix_space: false, trim_offsets: true, use_regex: true },
      ],
    },
    post_processor: {
      type: "RobertaProcessing",
      sep: [endToken, end],
      cls: [startToken, start],
      trim_offsets: false,
      add_prefix_space: false,
    },
    decoder: { type: "ByteLevel", add_prefix_space: true, trim_offsets: true, use_regex: true },
    model: {
      type: "BPE",
      dropout: null,
      unk_token: endToken,
      continuing_subword_prefix: "",
      end_of_word_suffix: "</w>",
      fuse_unk: false,
      byte_fallback: false,
      ignore_merges: false,
      vocab: {
        ...Object.fromEntries(tokens.map((token, id) => [token, id])),
        [startToken]: start,
        [endToken]: end,
      },
      merges,
    },
  };
}

/** One past the highest id. */
export function vocabularySizeOf(tokenizer: TokenizerFile): number {
  return Math.max(...Object.values(tokenizer.model.vocab)) + 1;
}

/**
 * The letter that byte-level pair encoding writes for each byte (GPT-2): itself
 * where it can be seen, else the next unused one from U+0100 on. In the order of
 * CLIP's vocabulary: visible ones first.
 */
function byteLetters(): Map<number, string> {
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const isVisible = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
  const visible = bytes.filter(isVisible);
  const others = bytes.filter((byte) => !isVisible(byte));
  return new Map([
    ...visible.map((byte) => [byte, String.fromCodePoint(byte)] as const),
    ...others.map((byte, index) => [byte, String.fromCodePoint(0x100 + index)] as const),
  ]);
}

/** Merges that build each word from the left: "c a", "ca t</w>". */
function mergesOf(words: string[]): [string, string][] {
  const merges = new Map<string, [string, string]>();
  for (const word of words) {
    const letters = [...word.slice(0, -1), `${word.at(-1)}</w>`];
    letters.reduce((left, right) => {
      merges.set(`${left} ${right}`, [left, right]);
      return left + right;
    });
  }
  return [...merges.values()];
}

function addedToken(id: number, content: string, { normalized }: { normalized: boolean }) {
  return {
    id,
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized,
    special: true,
  };
}
