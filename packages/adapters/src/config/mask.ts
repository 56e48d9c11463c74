/** Stands in for a secret. */
const mask = "…";

/** A value for a message. A URL loses its user, password and query. */
export function withoutSecrets(text: string): string {
  return text
    .replace(/^([a-z][\w+.-]*:(?:\/\/)?).*@/is, `$1${mask}@`)
    .replace(/\?.*$/s, `?${mask}`);
}

/**
 * A URL for its owner to see: without the password, and without the values of
 * parameters other than `shownParameters`.
 */
export function maskUrl(text: string, shownParameters: readonly string[] = []): string {
  // A # in a password ends the address too early.
  if (!URL.canParse(text) || text.includes("#")) return withoutSecrets(text);
  const url = new URL(text);
  const bare = text.replace(/\?.*$/s, "");
  const shown = url.username || url.password ? bare.replace(/^([^:]*:\/\/).*@/s, user(url)) : bare;
  const parameters = [...url.searchParams].map(
    ([name, value]) => `${name}=${shownParameters.includes(name) ? maskParameter(value) : mask}`,
  );
  return parameters.length === 0 ? shown : `${shown}?${parameters.join("&")}`;
}

function user({ protocol, username, password }: URL): string {
  return `${protocol}//${username}${password === "" ? "" : `:${mask}`}@`;
}

function maskParameter(value: string): string {
  return value.includes("://") ? maskUrl(value) : value;
}
