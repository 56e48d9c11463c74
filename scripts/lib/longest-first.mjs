import { relative } from "node:path";
import { BaseSequencer } from "vitest/node";
import { knownDurations } from "./durations.mjs";

/** What a file that never ran is taken for, in seconds. */
const guesses = { integration: 15, unit: 2 };

/**
 * Starts the longest test files first, whatever their project: a long one that
 * starts last would run alone while the other workers have nothing to do.
 */
export default class LongestFirst extends BaseSequencer {
  async sort(specifications) {
    return longestFirst(specifications, knownDurations(), this.ctx.config.root);
  }
}

/** `known`: seconds by path below `root`. */
export function longestFirst(specifications, known, root) {
  return specifications
    .map((specification) => {
      const { moduleId, project } = specification;
      const seconds = known[relative(root, moduleId)] ?? guesses[project.name] ?? guesses.unit;
      return { specification, seconds };
    })
    .sort((a, b) => b.seconds - a.seconds)
    .map(({ specification }) => specification);
}
