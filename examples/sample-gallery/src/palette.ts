import { lightness } from "./colour.js";

/** Colours for a print: what lies under, what draws on it, and five that go together. */
export interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly hues: readonly [string, string, string, string, string];
  /** Whether the paper is dark and the ink light. */
  readonly dark: boolean;
  /** Names of the colours that stand out, for the tags of a picture. */
  readonly tags: readonly string[];
}

/** Colours of an hour outdoors: the sky from its top to the horizon, its light, and the nearest land. */
export interface Sky {
  readonly stops: readonly [string, string, string, string];
  readonly light: string;
  readonly land: string;
  /** Whether stars show. */
  readonly starlit: boolean;
  readonly tags: readonly string[];
}

const palette = (
  paper: string,
  ink: string,
  hues: Palette["hues"],
  ...tags: string[]
): Palette => ({ paper, ink, hues, dark: lightness(paper) < 0.5, tags });

const sky = (stops: Sky["stops"], light: string, land: string, ...tags: string[]): Sky => ({
  stops,
  light,
  land,
  starlit: tags.includes("night") || tags.includes("twilight"),
  tags,
});

/** Named palettes; the last group lies on dark paper. */
export const palettes = {
  terracotta: palette(
    "#f5eadd",
    "#3b2a26",
    ["#c8553d", "#e89f71", "#f2c9a1", "#588b8b", "#2f5d62"],
    "terracotta",
    "teal",
  ),
  harbour: palette(
    "#f1f2ea",
    "#14213d",
    ["#1d3557", "#457b9d", "#a8dadc", "#e63946", "#f4a261"],
    "blue",
    "red",
  ),
  meadow: palette(
    "#f6f3e4",
    "#2b3a2b",
    ["#386641", "#6a994e", "#a7c957", "#e9c46a", "#bc4749"],
    "green",
    "yellow",
  ),
  plum: palette(
    "#f7edf0",
    "#2d1b33",
    ["#5b2a56", "#8e3b78", "#c75b8a", "#f0a6a0", "#f7d6b5"],
    "purple",
    "pink",
  ),
  marmalade: palette(
    "#fff5df",
    "#4a2a12",
    ["#d9480f", "#f77f00", "#fcbf49", "#f7dd9a", "#5a7d3a"],
    "orange",
    "yellow",
  ),
  glacier: palette(
    "#eef5f8",
    "#0b2b3f",
    ["#0f4c75", "#3282b8", "#7fc3dc", "#bbe1fa", "#f0b58a"],
    "blue",
    "white",
  ),
  sakura: palette(
    "#fcf1ef",
    "#4a2b38",
    ["#c95d7b", "#e88ea1", "#f4b6c2", "#f7dccb", "#8aa37b"],
    "pink",
    "rose",
  ),
  ochre: palette(
    "#f3ead6",
    "#2f2a22",
    ["#d9a441", "#b5722c", "#7d4a26", "#567a7a", "#24414b"],
    "ochre",
    "brown",
  ),
  lagoon: palette(
    "#eff5ec",
    "#073b3a",
    ["#0b6e6e", "#21a0a0", "#7fd1b9", "#f6e2a0", "#ef8354"],
    "teal",
    "coral",
  ),
  nordic: palette(
    "#eceeec",
    "#263238",
    ["#37515f", "#7d98a1", "#b9c7c9", "#d8a47f", "#a44a3f"],
    "grey",
    "rust",
  ),
  lavender: palette(
    "#f4f1fa",
    "#2e2a4f",
    ["#5a4fa2", "#8d7fd1", "#c0b2ec", "#f3c6d8", "#f2a65a"],
    "violet",
    "lilac",
  ),
  olive: palette(
    "#f2f0dd",
    "#2d3020",
    ["#606c38", "#8d9a4f", "#dda15e", "#bc6c25", "#283618"],
    "olive",
    "green",
  ),
  candy: palette(
    "#fff5ee",
    "#33275a",
    ["#f2545b", "#ff9f5a", "#ffd166", "#4cc0ae", "#5566d6"],
    "red",
    "multicolour",
  ),
  redInk: palette(
    "#f5f0e4",
    "#1c1f24",
    ["#1c1f24", "#c4402f", "#e0d6c0", "#8b8a84", "#e3a13a"],
    "black",
    "red",
  ),
  midnight: palette(
    "#12172f",
    "#f3ead7",
    ["#f2b950", "#e4716b", "#7a6bd1", "#4fb6c2", "#f3ead7"],
    "navy",
    "gold",
  ),
  pine: palette(
    "#10231f",
    "#f0ead6",
    ["#3d8b6f", "#8fc29a", "#e6b85c", "#d9754a", "#dfe8c8"],
    "green",
    "cream",
  ),
  ember: palette(
    "#211216",
    "#fbe9d2",
    ["#a0294a", "#e2513a", "#f79d4b", "#fdd06b", "#6b2450"],
    "red",
    "orange",
  ),
  copper: palette(
    "#1b262b",
    "#f0e5d8",
    ["#c77b4c", "#e5b083", "#6fa8a3", "#3f6f76", "#f0e5d8"],
    "copper",
    "teal",
  ),
  royal: palette(
    "#181440",
    "#f6efe0",
    ["#e9c46a", "#d1495b", "#3f7fe0", "#7bd0e8", "#f6efe0"],
    "indigo",
    "gold",
  ),
  orchid: palette(
    "#241338",
    "#fbeff5",
    ["#8a3fa0", "#d65fa8", "#f79ac0", "#ffd3a8", "#5b6fd8"],
    "purple",
    "magenta",
  ),
} satisfies Record<string, Palette>;

/** Named skies, from before sunrise to deep night. */
export const skies = {
  firstLight: sky(
    ["#34507a", "#7d8fb3", "#e2b7b0", "#f9dfc0"],
    "#fff1d0",
    "#1f2f4a",
    "dawn",
    "blue",
    "peach",
  ),
  mint: sky(["#4c8f8b", "#8cc0ae", "#cfe3cb", "#f9f1d2"], "#fffbe6", "#1d4a49", "morning", "green"),
  noon: sky(["#3b8fc9", "#7cbce0", "#bfe0ee", "#eef5ee"], "#fffbe8", "#1d4f5c", "day", "blue"),
  desert: sky(
    ["#3d7f9b", "#86b8b3", "#f0d6a8", "#f4bd86"],
    "#fff4d6",
    "#7a3b2e",
    "afternoon",
    "sand",
  ),
  golden: sky(
    ["#5f6f96", "#c9937f", "#f3b562", "#fbe0a0"],
    "#fff4cc",
    "#4a2c33",
    "golden hour",
    "gold",
  ),
  autumn: sky(
    ["#8a4f50", "#cb8053", "#efb868", "#f8e3b4"],
    "#fff3cf",
    "#43241f",
    "evening",
    "orange",
  ),
  rose: sky(["#433a6b", "#9a5f8e", "#e58f97", "#fbcfb0"], "#fff0dd", "#2a2347", "sunset", "pink"),
  ember: sky(["#2c1e4a", "#7b2d5e", "#d9534f", "#f7a35c"], "#ffe09a", "#1d1231", "dusk", "red"),
  violet: sky(
    ["#241a4d", "#523b8c", "#9a6cc0", "#ecb8d2"],
    "#fde9ef",
    "#170f36",
    "twilight",
    "violet",
  ),
  storm: sky(
    ["#3a4a57", "#62757f", "#9aaaac", "#d9dcd2"],
    "#f4f3ea",
    "#1c272e",
    "overcast",
    "grey",
  ),
  teal: sky(["#06202b", "#0d3b47", "#1f6470", "#6faea6"], "#f5f0d8", "#04141b", "night", "teal"),
  moonlit: sky(["#0b1530", "#16294f", "#2b4a78", "#6488ad"], "#f4f1de", "#060c1e", "night", "navy"),
} satisfies Record<string, Sky>;
