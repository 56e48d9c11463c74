/** A step of a Dockerfile: `{ name: "RUN", text: "npm ci" }`. Flags and quotes stay in the text. */
interface Step {
  name: string;
  text: string;
}

export interface Stage {
  /** What follows `AS`; the last one may have none. */
  name: string | null;
  /** The image it begins with. */
  from: string;
  steps: Step[];
}

/** The stages of a Dockerfile, with `ARG`s of before the first one filled in. */
export function parseDockerfile(text: string): Stage[] {
  const joined = text.replace(/^\s*#.*\n/gm, "").replace(/\\\n\s*/g, " ");
  const stages: Stage[] = [];
  const values = new Map<string, string>();
  for (const line of joined.split("\n").filter((each) => each.trim() !== "")) {
    const [, name = "", rest = ""] = /^([A-Z]+)\s+(.*)$/.exec(line.trim()) ?? [];
    if (name === "") throw new Error(`This is no step of a Dockerfile: ${line}`);
    if (name === "FROM") {
      const [from = "", , stage] = fill(rest).split(/\s+/);
      stages.push({ name: stage ?? null, from, steps: [] });
    } else if (name === "ARG" && stages.length === 0) {
      const [key = "", value = ""] = rest.split("=");
      values.set(key, value);
    } else {
      stages.at(-1)?.steps.push({ name, text: rest });
    }
  }
  return stages;

  function fill(words: string): string {
    return words.replace(/\$\{(\w+)\}/g, (_, key: string) => values.get(key) ?? "");
  }
}

/** What an `ENV` step sets: `A=1 B=2`. */
export function variablesOf(text: string): [string, string][] {
  return text.split(/\s+/).map((pair) => {
    const [key = "", ...value] = pair.split("=");
    return [key, value.join("=")];
  });
}
