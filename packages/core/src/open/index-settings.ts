import type { RevimgSettings, SetSettingOptions } from "../api/settings.js";
import { checkOptions, refuse } from "../lib/call-arguments.js";
import { isStorable } from "../stores/checks.js";
import type { MetadataStore } from "../stores/metadata-store.js";
import type { CallOptions } from "../stores/vector-store.js";

/** The manifest and the state of tagging lie beside the settings. No setting's name reaches them. */
const prefix = "setting:";
const maxBytes = 1_048_576;

type Stores = { metadata: MetadataStore };

/** The calls of an open index. `track` gives each the stores that work now. */
export function settingsOf(
  track: <T>(work: (stores: Stores) => Promise<T>) => Promise<T>,
): RevimgSettings {
  return {
    get: (name, options = {}) => track(({ metadata }) => getSetting(metadata, name, options)),
    set: (name, value, options = {}) =>
      track(({ metadata }) => setSetting(metadata, name, value, options)),
  };
}

async function getSetting(
  metadata: MetadataStore,
  name: string,
  options: CallOptions,
): Promise<string | null> {
  checkName("settings.get()", name);
  checkOptions("settings.get()", options, ["signal"]);
  return metadata.getMeta(prefix + name, options);
}

async function setSetting(
  metadata: MetadataStore,
  name: string,
  value: string,
  options: SetSettingOptions,
): Promise<boolean> {
  checkName("settings.set()", name);
  checkValue("The value", value);
  checkOptions("settings.set()", options, ["expected", "signal"]);
  const { expected } = options;
  if (expected !== undefined && expected !== null) checkValue("expected", expected);
  return metadata.setMeta(prefix + name, value, options);
}

function checkName(call: string, name: unknown): asserts name is string {
  if (typeof name === "string" && /^[a-z0-9][a-z0-9._-]{0,62}$/.test(name)) return;
  refuse(
    `${call} takes a name of 1 to 63 characters of a-z, 0-9, - _ and ., beginning with a letter or digit, such as "http.keys".`,
    "name",
  );
}

function checkValue(what: string, value: unknown): asserts value is string {
  if (typeof value !== "string") {
    refuse(`${what} of settings.set() is a text; use JSON.stringify() for anything else.`, "value");
  }
  if (!isStorable(value)) {
    refuse(`${what} of settings.set() must be well-formed Unicode without NUL.`, "value");
  }
  const bytes = Buffer.byteLength(value);
  if (bytes > maxBytes) {
    refuse(`${what} of settings.set() has ${bytes} bytes; at most ${maxBytes} fit.`, "value");
  }
}
