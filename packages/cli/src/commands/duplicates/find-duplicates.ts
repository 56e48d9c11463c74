import type {
  DuplicateGroup,
  DuplicatesEvent,
  DuplicatesOptions,
  DuplicatesProgress,
} from "@revimg/core";
import { toDuplicateGroupFacts } from "@revimg/http/wire";
import { openExistingIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { createCounter } from "../../terminal/counter.js";
import { formatCount, formatPictures } from "../../terminal/format.js";
import { shellCommand } from "../../terminal/shell.js";
import { createStyle, hasColour, terminalWidth } from "../../terminal/terminal.js";
import { paths } from "../search/wire.js";
import { renderGroup } from "./group-view.js";
import type { DuplicatesCommandOptions } from "./options.js";

type Finished = Extract<DuplicatesEvent, { type: "finished" }>;

/** `revimg duplicates`. Resolves to the exit code. */
export async function findDuplicates(
  options: DuplicatesCommandOptions,
  context: Context,
): Promise<number> {
  const { stdout, signal, environment } = context;
  const { json = false } = options;
  const index = await openExistingIndex(options, context, { preload: false });
  const counter = createCounter(context, json);
  const style = createStyle(hasColour(stdout, environment));
  const width = terminalWidth(stdout, environment);
  let finished: Finished | undefined;
  try {
    for await (const event of index.revimg.duplicates({ ...toRequest(options), signal })) {
      counter.show(`Compared ${counts(event.progress)}`);
      if (event.type === "finished") finished = event;
      if (event.type !== "group") continue;
      if (json) printJson(stdout, toWire(event.group));
      else counter.print(stdout, renderGroup(event.group, width, style).join("\n"));
    }
  } finally {
    counter.stop();
    await index.revimg.close();
  }
  const { nextCursor, progress } = finished!;
  if (json) {
    printJson(stdout, { type: "finished", groups: progress.groups, next_cursor: nextCursor });
    return exitCodes.finished;
  }
  printLines(stdout, [summary(progress)]);
  if (nextCursor !== null) sayMore(nextCursor, context);
  return exitCodes.finished;
}

function toRequest(options: DuplicatesCommandOptions): DuplicatesOptions {
  const { acrossFolders, otherSizes, sameColour, tier, since, confirmed, limit, cursor } = options;
  return {
    ...(acrossFolders && { acrossFolders }),
    ...(otherSizes && { otherSizes }),
    ...(sameColour && { sameColour }),
    ...(confirmed && { confirmed }),
    ...(tier !== undefined && { tiers: [tier] }),
    ...(since !== undefined && { since }),
    ...(limit !== undefined && { limit }),
    ...(cursor !== undefined && { cursor }),
  };
}

/** A group as over HTTP, plus the paths of the files. */
function toWire(group: DuplicateGroup) {
  const { keep, members } = toDuplicateGroupFacts(group);
  return {
    keep: { ...keep, path: group.keep.path },
    members: members.map((member, i) => ({ ...member, paths: paths(group.members[i]!.image) })),
  };
}

function counts({ done, total, groups }: DuplicatesProgress): string {
  return `${formatCount(done)} of ${formatPictures(total)}, ${groupCount(groups)}`;
}

function groupCount(groups: number): string {
  return `${formatCount(groups)} ${groups === 1 ? "group" : "groups"}`;
}

function summary({ done, groups }: DuplicatesProgress): string {
  if (groups === 0) return `No duplicates among ${formatPictures(done)}.`;
  return `${groupCount(groups)} of duplicates; ${formatPictures(done)} looked at.`;
}

function sayMore(cursor: string, { stderr, words }: Context): void {
  const given = words.indexOf("--cursor");
  const others = given === -1 ? words : words.toSpliced(given, 2);
  const command = shellCommand(["revimg", ...others, "--cursor", cursor]);
  stderr.write(`\nThere may be more:\n  ${command}\n`);
}
