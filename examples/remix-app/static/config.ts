/**
 * The address of the API, as `config.json` beside the page says it: `{ "api": "https://…/api" }`.
 * Without a slash at its end. Rejects with what is wrong with the file.
 */
export async function readApiAddress(): Promise<string> {
  const response = await fetch("/config.json", { cache: "no-cache" });
  const config: unknown = response.ok ? await response.json().catch(() => null) : null;
  const api = typeof config === "object" && config !== null && "api" in config ? config.api : null;
  if (typeof api !== "string" || !URL.canParse(api, location.origin)) {
    throw new Error('config.json must say where the API is: { "api": "https://example.org/api" }.');
  }
  return new URL(api, location.origin).href.replace(/\/+$/, "");
}
