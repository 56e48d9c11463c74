import { didYouMean, RevimgError } from "@revimg/core";
import { groups, settingRows } from "./settings.js";

const keys = settingRows.map((row) => row.key);

/**
 * The settings of a configuration by key; those of a group as `group.key`. An
 * undefined value counts as not given. Messages begin with `where`. Throws
 * `invalid_config` on an unknown key.
 */
export function flatten(config: object, where: string, file?: string): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [key, value] of Object.entries(config)) {
    if (value === undefined) continue;
    // Some groups can be turned off as a whole.
    if (!isGroup(key) || (typeof value === "boolean" && keys.includes(key))) {
      set(key, value);
    } else if (typeof value !== "object" || value === null || Array.isArray(value)) {
      const example = keys.find((name) => name.startsWith(`${key}.`))?.slice(key.length + 1);
      throw refuse(key, `${where}${key} must be an object such as { ${example}: … }.`);
    } else {
      for (const [name, inner] of Object.entries(value)) {
        if (inner !== undefined) set(`${key}.${name}`, inner);
      }
    }
  }
  return values;

  function set(key: string, value: unknown): void {
    if (!keys.includes(key)) {
      throw refuse(key, `${where}${key} is not a setting of revimg. ${didYouMean(key, keys)}`);
    }
    values.set(key, value);
  }

  function refuse(key: string, message: string): RevimgError {
    const details = { key, ...(file !== undefined && { file }) };
    return new RevimgError("invalid_config", message, { details });
  }
}

function isGroup(key: string): boolean {
  return (groups as readonly string[]).includes(key);
}
