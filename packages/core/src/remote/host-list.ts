import { isIP } from "node:net";

/** A host as the options name it: `example.org`, `*.example.org`, `10.0.0.5`, `[::1]`, each also with a port. */
interface HostPattern {
  /** Lower case, punycode, without brackets. */
  host: string;
  /** Names below `host`, and not `host` itself. */
  isBelow: boolean;
  /** Null: any port that is allowed. */
  port: number | null;
}

/** Host names and addresses, written as `URL` writes them. */
export class HostList {
  readonly #patterns: readonly HostPattern[];

  /** `entries` were accepted by `isHostEntry`. */
  constructor(entries: readonly string[]) {
    this.#patterns = entries.map((entry) => parse(entry)!);
  }

  get isEmpty(): boolean {
    return this.#patterns.length === 0;
  }

  has(host: string, port: number): boolean {
    return this.#find(host, port) !== undefined;
  }

  /** Whether an entry names exactly this port of the host. */
  opensPort(host: string, port: number): boolean {
    return this.#patterns.some((pattern) => pattern.port === port && matches(pattern, host));
  }

  #find(host: string, port: number): HostPattern | undefined {
    return this.#patterns.find(
      (pattern) => (pattern.port === null || pattern.port === port) && matches(pattern, host),
    );
  }
}

/** Whether a list can read an entry. */
export function isHostEntry(entry: unknown): entry is string {
  return typeof entry === "string" && parse(entry) !== null;
}

/** The host of a URL as lists compare it: `example.org.` is `example.org`, `[::1]` is `::1`. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

function matches({ host, isBelow }: HostPattern, asked: string): boolean {
  return isBelow ? asked.endsWith(`.${host}`) : asked === host;
}

function parse(entry: string): HostPattern | null {
  const [, star, name, port] =
    /^(\*\.)?(\[[^\]]*\]|[^\s:/?#@\\*]+)(?::(\d{1,5}))?$/.exec(entry) ?? [];
  if (name === undefined || !URL.canParse(`http://${name}`)) return null;
  const host = hostOf(new URL(`http://${name}`));
  if (host === "" || (star && isIP(host)) || Number(port) > 65_535) return null;
  return { host, isBelow: star !== undefined, port: port === undefined ? null : Number(port) };
}
