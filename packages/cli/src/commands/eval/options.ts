import type { CommonOptions } from "../../shared/options.js";

export interface EvalCommandOptions extends CommonOptions {
  edited?: boolean;
  distractors?: string;
  queries?: number;
  seed: number;
  model?: string;
  compareModel?: string;
  compareConfig?: string;
  useIndex?: boolean;
  html?: string;
}
