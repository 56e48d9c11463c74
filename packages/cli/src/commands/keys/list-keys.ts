import type { KeyRecord } from "@revimg/http";
import { exitCodes } from "../../shared/exit-codes.js";
import { type Context, printJson, printLines } from "../../terminal/context.js";
import { type Column, renderTable } from "../../terminal/table.js";
import { printable, terminalWidth } from "../../terminal/terminal.js";
import { truncate } from "../../terminal/text-width.js";
import { type KeysCommandOptions, withKeys } from "./key-access.js";

const columns: Column[] = [
  { title: "Id" },
  { title: "Ends in" },
  { title: "Scopes" },
  { title: "Opens", shorten: truncate },
  { title: "Made" },
  { title: "Expires" },
  { title: "Label", shorten: truncate },
];

/** `revimg keys list`. */
export async function listKeys(options: KeysCommandOptions, context: Context): Promise<number> {
  const { stdout, environment } = context;
  const keys = await withKeys(options, context, (access) => access.list());
  if (options.json) {
    printJson(stdout, { keys });
  } else if (keys.length === 0) {
    printLines(stdout, [
      "There are no keys. Make one: revimg keys add --label <text> --scope read",
    ]);
  } else {
    const rows = keys.map(toRow);
    const table = renderTable(columns, rows, terminalWidth(stdout, environment));
    printLines(stdout, table ?? rows.map((row) => row.join(" ")));
  }
  return exitCodes.finished;
}

function toRow(key: KeyRecord): string[] {
  const { id, last_four, scopes, collections, created_at, expires_at, label } = key;
  const expires = expires_at === null ? "never" : expiry(expires_at);
  return [
    id,
    `…${last_four}`,
    scopes.join(", "),
    collections?.join(", ") ?? "its own",
    created_at.slice(0, 10),
    expires,
    printable(label),
  ];
}

function expiry(time: string): string {
  return Date.parse(time) <= Date.now() ? "expired" : time.slice(0, 10);
}
