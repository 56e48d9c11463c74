import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { RevimgError } from "@revimg/core";
import { listedPlaces } from "./admin/listed-places";

export const usage = `Usage: node build/server.js [--admin-link] [folder…]

Serves reverse image search in the browser and indexes the folders behind it.
Without a folder, an empty index gets the sample gallery.

  PORT          the port to listen on (3000; 0 takes a free one)
  HOST          the address to listen on (127.0.0.1; 0.0.0.0 for every interface)
  REVIMG_DATA   the folder of the index (./revimg-data)
  GALLERY       off: an empty index stays empty

  ADMIN_SOURCES  folders and s3://bucket/prefix that admins can index, by commas
  ADMIN_BACKUPS  the folder for the backups that admins make
  --admin-link   prints a link that logs an admin in once

More settings, in the environment or in revimg.config.ts: docs/configuration.md`;

export interface CommandLine {
  help: boolean;
  port: number;
  hostname: string;
  /** Absolute paths that exist. */
  folders: string[];
  /** Whether an empty index gets the sample gallery. */
  gallery: boolean;
  /** Folders and buckets that admins can index, beside `folders`. */
  sources: string[];
  /** Where backups go; null: nowhere. */
  backups: string | null;
  /** Whether to print a link that logs in, also when there are keys. */
  adminLink: boolean;
}

/** Reads arguments and environment. Rejects with `invalid_input`, `invalid_config` or `not_found`. */
export async function readCommandLine(
  words: string[] = process.argv.slice(2),
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<CommandLine> {
  const { values, positionals } = parse(words);
  const folders = positionals.map((path) => resolve(path));
  for (const folder of folders) await mustExist(folder);
  return {
    help: values.help ?? false,
    port: readPort(environment.PORT),
    hostname: environment.HOST || "127.0.0.1",
    folders,
    gallery: readSwitch("GALLERY", environment.GALLERY),
    sources: listedPlaces(environment.ADMIN_SOURCES),
    backups: environment.ADMIN_BACKUPS || null,
    adminLink: values["admin-link"] ?? false,
  };
}

function parse(words: string[]) {
  try {
    const options = {
      help: { type: "boolean", short: "h" },
      "admin-link": { type: "boolean" },
    } as const;
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RevimgError("invalid_input", `${reason}\n\n${usage}`, { cause });
  }
}

function readPort(value: string | undefined): number {
  if (!value) return 3000;
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new RevimgError(
    "invalid_config",
    `PORT must be a whole number from 0 to 65535; it is ${JSON.stringify(value)}.`,
  );
}

/** On unless it is turned off. */
function readSwitch(name: string, value: string | undefined): boolean {
  if (!value || value === "on") return true;
  if (value === "off") return false;
  throw new RevimgError(
    "invalid_config",
    `${name} must be on or off; it is ${JSON.stringify(value)}.`,
  );
}

async function mustExist(path: string): Promise<void> {
  try {
    await stat(path);
  } catch (cause) {
    const message = `There is nothing to index at ${path}. Check the path, or start without one.`;
    throw new RevimgError("not_found", message, { cause });
  }
}
