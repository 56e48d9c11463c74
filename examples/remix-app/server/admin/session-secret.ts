import { randomBytes } from "node:crypto";
import type { RevimgSettings } from "@revimg/core";

const setting = "app.session-secret";

/** What cookies are signed with: made once, and the same in every process of an index. */
export async function sessionSecret(settings: RevimgSettings): Promise<string> {
  const known = await settings.get(setting);
  if (known !== null) return known;
  const made = randomBytes(32).toString("base64url");
  if (await settings.set(setting, made, { expected: null })) return made;
  return (await settings.get(setting)) ?? made;
}
