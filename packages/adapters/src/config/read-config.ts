import { basename, dirname } from "node:path";
import { didYouMean, RevimgError, type RevimgOptions } from "@revimg/core";
import { findFile, namedFile } from "./find-file.js";
import { flatten } from "./flatten.js";
import { loadFile } from "./load-file.js";
import type { Place } from "./place.js";
import { isPostgresUrl } from "./queue-url.js";
import type { SettingRow } from "./setting-row.js";
import { groups, settingRows } from "./settings.js";
import type {
  ConfigReport,
  ConfigSetting,
  Environment,
  LoadConfigOptions,
  ServerConfig,
} from "./types.js";
import type { Reading } from "./value-types.js";

const configVariable = "REVIMG_CONFIG";

/**
 * Variables with the prefix that are not settings. The command line sends `REVIMG_KEY` to
 * servers. The project's tests read some. Others come from Kubernetes, which gives them to
 * every container for a service whose name begins with `revimg` (its documentation,
 * "Service", "Environment variables").
 */
const othersVariables = [
  /^REVIMG_(KEY|REQUIRE_SERVICES|TEST_\w*)$/,
  /^REVIMG_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_(TCP|UDP|SCTP)(_\w+)?)?)$/,
];

const knownVariables = [
  configVariable,
  ...settingRows.flatMap((row) => row.variables ?? []).filter((name) => name.startsWith("REVIMG_")),
];

/** The value that counts for a setting, before it is checked. */
interface Given {
  value: unknown;
  place: Place;
  source: string;
}

/**
 * The same as `loadConfig`, plus every setting with the origin of its value. Rejects
 * like `loadConfig`.
 */
export async function readConfig(options: LoadConfigOptions = {}): Promise<ConfigReport> {
  const { explicit = {}, environment = process.env, directory = process.cwd() } = options;
  const fromOptions = flatten(explicit, "");
  requireKnown(environment);
  const file = await chooseFile(options.file, environment, directory);
  const fromFile =
    file === undefined ? undefined : flatten(await loadFile(file), `${file}: `, file);

  const values = new Map<string, unknown>();
  let queue: unknown;
  const settings: ConfigSetting[] = [];
  for (const row of settingRows) {
    const given =
      givenAsOption(row.key) ??
      givenAsVariable(row) ??
      givenInFile(row.key) ??
      givenAsFallback(row);
    const { value, shown } = given ? row.type.read(given.value, given.place) : unset(row);
    if (row.key === "metadata" && isPostgresUrl(given?.value)) queue = given.value;
    if (row.key === "queue") queue = value ?? queue;
    else if (value !== undefined) values.set(row.key, value);
    const { origin, source } = given
      ? { origin: given.place.origin, source: given.source }
      : { origin: "default" as const, source: null };
    settings.push({ key: row.key, value: shown, origin, source });
  }
  const { server = {}, ...rest } = asOptions(values);
  return {
    ...{ options: rest, server, settings },
    queue: typeof queue === "string" ? queue : null,
    file: file ?? null,
  };

  function givenAsOption(key: string): Given | undefined {
    if (!fromOptions.has(key)) return undefined;
    const name = options.optionNames?.[key] ?? key;
    const place: Place = { origin: "option", name, details: { key }, directory, environment };
    return { value: fromOptions.get(key), place, source: name };
  }

  function givenAsVariable(row: SettingRow): Given | undefined {
    const name = row.variables?.find((variable) => environment[variable]);
    if (name === undefined || row.applies?.(values) === false) return undefined;
    return fromText(row, name, environment[name] ?? "");
  }

  function givenInFile(key: string): Given | undefined {
    if (file === undefined || !fromFile?.has(key)) return undefined;
    const name = `${key} in ${file}`;
    const details = { key, file };
    const place: Place = {
      origin: "file",
      name,
      details,
      directory: dirname(file),
      environment,
    };
    return { value: fromFile.get(key), place, source: basename(file) };
  }

  function givenAsFallback(row: SettingRow): Given | undefined {
    const found = row.fallback?.(environment);
    return found && fromText(row, found.source, found.text);
  }

  function fromText({ type }: SettingRow, name: string, text: string): Given {
    const place: Place = {
      origin: "environment",
      name,
      details: { key: name },
      directory,
      environment,
    };
    return { value: type.fromText(text), place, source: name };
  }
}

function unset(row: SettingRow): Reading {
  return { shown: row.default };
}

function requireKnown(environment: Environment): void {
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith("REVIMG_") || othersVariables.some((form) => form.test(name)) || !value)
      continue;
    if (knownVariables.includes(name)) continue;
    throw new RevimgError(
      "invalid_config",
      `${name} is not a setting of revimg. ${didYouMean(name, knownVariables)}`,
      { details: { key: name } },
    );
  }
}

async function chooseFile(
  named: string | false | undefined,
  environment: Environment,
  directory: string,
): Promise<string | undefined> {
  if (named === false) return undefined;
  if (named !== undefined) return namedFile(named, directory, "file");
  const variable = environment[configVariable];
  return variable ? namedFile(variable, directory, configVariable) : findFile(directory);
}

/** Values by key as the nested object that `createRevimg` takes. */
function asOptions(
  values: ReadonlyMap<string, unknown>,
): RevimgOptions & { server?: ServerConfig } {
  const options: Record<string, unknown> = {};
  for (const [key, value] of values) {
    const group = groups.find((name) => key.startsWith(`${name}.`));
    if (group === undefined) options[key] = value;
    // A group that is turned off stays off, whatever its settings say.
    else if (options[group] !== false)
      options[group] = { ...(options[group] ?? {}), [key.slice(group.length + 1)]: value };
  }
  // Every value has passed the check of its key.
  return options;
}
