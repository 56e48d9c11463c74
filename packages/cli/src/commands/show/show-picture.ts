import { type ImageRecord, type ImageSource, RevimgError, webAddress } from "@revimg/core";
import { openExistingIndex } from "../../index-access/open-index.js";
import { exitCodes } from "../../shared/exit-codes.js";
import type { CommonOptions } from "../../shared/options.js";
import { toWireRecord } from "../../shared/wire-record.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { formatBytes } from "../../terminal/format.js";
import { shortPath } from "../../terminal/short-path.js";
import { printable } from "../../terminal/terminal.js";

export type ShowCommandOptions = CommonOptions;

/** `revimg show`. Resolves to the exit code. */
export async function showPicture(
  id: string,
  options: ShowCommandOptions,
  context: Context,
): Promise<number> {
  const { revimg } = await openExistingIndex(options, context, { preload: false });
  try {
    printPicture(id, await revimg.get(id, { signal: context.signal }), options, context);
  } finally {
    await revimg.close();
  }
  return exitCodes.finished;
}

/** Prints all that is known of a picture. Throws `not_found` where there is none. */
export function printPicture(
  id: string,
  record: ImageRecord | null,
  { json }: CommonOptions,
  { stdout }: Context,
): void {
  if (!record) {
    throw new RevimgError(
      "not_found",
      `There is no picture with the id ${printable(id)}. revimg list shows the ids.`,
      { details: { id } },
    );
  }
  if (json) printJson(stdout, toWireRecord(record));
  else printLines(stdout, describe(record));
}

function describe(record: ImageRecord): string[] {
  const { id, title, filename, width, height, mimeType, fileSize, original } = record;
  const facts: [name: string, value: string][] = [
    ["Id", id],
    ["Picture", title ? `${title} (${filename})` : filename],
    ["Image", `${width} x ${height} pixels, ${mimeType}, ${formatBytes(fileSize)}`],
    ["Original", originals[original]],
    ["Added", new Date(record.createdAt).toLocaleString("sv")],
    ...record.sources.map((source): [string, string] => ["From", sourceText(source)]),
    ...tagFacts(record),
    ...Object.entries(record.attributes).map(([name, value]): [string, string] => [
      "Attribute",
      `${name} = ${JSON.stringify(value)}`,
    ]),
  ];
  const column = Math.max(...facts.map(([name]) => name.length));
  let before = "";
  return facts.map(([name, value]) => {
    const label = name === before ? "" : name;
    before = name;
    return `${label.padEnd(column)}  ${printable(value)}`;
  });
}

const originals: Record<ImageRecord["original"], string> = {
  copy: "kept in the index",
  reference: "read from its file",
  none: "not kept, only the thumbnail is",
};

function sourceText({ path, url, pageUrl, title, author, license }: ImageSource): string {
  const place = path === undefined ? webAddress(url) : shortPath(path);
  const page = webAddress(pageUrl);
  const said = [
    ...(place && page ? [`page ${page}`] : []),
    ...(title ? [`title ${title}`] : []),
    ...(author ? [`by ${author}`] : []),
    ...(license ? [license] : []),
  ];
  const shown = place ?? page ?? "handed over in memory";
  return said.length > 0 ? `${shown} (${said.join(", ")})` : shown;
}

const origins = { user: "Tags", file: "Tags of files", model: "Tags of the model" } as const;

function tagFacts({ tags }: ImageRecord): [string, string][] {
  return (["user", "file", "model"] as const).flatMap((origin) => {
    const own = tags.filter((tag) => tag.origin === origin);
    if (own.length === 0) return [];
    const texts = own.map(({ tag, confidence }) =>
      origin === "model" ? `${tag} ${Math.round(100 * confidence)} %` : tag,
    );
    return [[origins[origin], texts.join(", ")] as [string, string]];
  });
}
