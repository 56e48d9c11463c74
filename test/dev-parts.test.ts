import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parts, programOf } from "../scripts/lib/dev-parts.mjs";
import { root } from "../scripts/lib/workspace.mjs";

test.each(parts)(
  "what pnpm dev watches and runs for $folder is there",
  ({ folder, below, commands }) => {
    for (const name of below) expect(existsSync(join(root, folder, name)), name).toBe(true);
    for (const [name] of commands) expect(existsSync(programOf(folder, name)), name).toBe(true);
  },
);
