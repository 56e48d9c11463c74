import type { Bench } from "./bench.js";
export const benchClip: Bench = async () => ({});
