/** A JSON object; throws an error whose message says in whole sentences what is wrong. */
export function parseJsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(notJson(text, cause as Error), { cause });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  const found = Array.isArray(value) ? "a list" : "a single value";
  throw new Error(`It is not an object but ${found}. Write the fields between { and }.`);
}

function notJson(text: string, cause: Error): string {
  if (text.trim() === "") return "It is empty. Write an object with fields, or take the file away.";
  if (/^\s*(\/\/|\/\*|#)/m.test(text) || /[,{}\]]\s*(\/\/|\/\*)/.test(text)) {
    return "It is not JSON, which allows no comments. Take them out.";
  }
  if (/,\s*[}\]]/.test(text)) return "It is not JSON: take out the comma before a } or ].";
  const position = /at position (\d+)/.exec(cause.message)?.[1];
  if (position === undefined) return "It is not whole JSON.";
  const before = text.slice(0, Number(position)).split("\n");
  const column = before.at(-1)!.length + 1;
  const line = before.length > 1 ? `line ${before.length}, ` : "";
  return `It is not JSON: the mistake is at ${line}character ${column}.`;
}
