import type { EnvHttpProxyAgent, fetch, Response } from "undici";
import type { ModelSource } from "./model-manifest.js";
import type { ModelsSettings } from "./models-options.js";

const connectTimeoutMs = 10_000;

type HubSettings = Omit<ModelsSettings, "cacheDirectory" | "offline">;

/**
 * Asks the Hugging Face hub, or a mirror of it, for files:
 * `<endpoint>/<repository>/resolve/<revision>/<path>`, redirects followed.
 * https://huggingface.co/docs/hub/models-downloading
 */
export class HubClient {
  /** For messages: the address without secrets. */
  readonly host: string;
  readonly #endpoint: string;
  readonly #authorization: string | undefined;
  readonly #agent: EnvHttpProxyAgent;
  readonly #fetch: typeof fetch;

  static async create(settings: HubSettings): Promise<HubClient> {
    // Not before it is needed: it takes as long to load as half of the rest.
    return new HubClient(settings, await import("undici"));
  }

  private constructor(
    { endpoint, proxy, noProxy }: HubSettings,
    undici: Pick<typeof import("undici"), "EnvHttpProxyAgent" | "fetch">,
  ) {
    this.#fetch = undici.fetch;
    const url = new URL(endpoint);
    const { username, password } = url;
    if (username || password) {
      const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
      this.#authorization = `Basic ${Buffer.from(pair).toString("base64")}`;
    }
    url.username = "";
    url.password = "";
    this.#endpoint = url.href.replace(/\/+$/, "");
    this.host = url.host;
    // Given as texts, even when empty: the agent looks for missing ones in the environment.
    this.#agent = new undici.EnvHttpProxyAgent({
      httpProxy: proxy,
      httpsProxy: proxy,
      noProxy,
      connect: { timeout: connectTimeoutMs },
      // The caller watches for stalls, with a limit of its own.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
  }

  /** The answer to a GET, whatever its status. Rejects with the signal's reason, or as `fetch` does. */
  get(
    source: ModelSource,
    path: string,
    { headers = {}, signal }: { headers?: Record<string, string>; signal: AbortSignal },
  ): Promise<Response> {
    return this.#ask("GET", source, path, headers, signal);
  }

  /** The status of a HEAD, without following redirects: whether the hub answers and has the file. */
  async status(source: ModelSource, path: string, signal: AbortSignal): Promise<number> {
    const response = await this.#ask("HEAD", source, path, {}, signal);
    return response.status;
  }

  /** Ends what is under way. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  #ask(
    method: "GET" | "HEAD",
    { repository, revision }: ModelSource,
    path: string,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Response> {
    const segments = `${repository}/resolve/${revision}/${path}`.split("/");
    return this.#fetch(`${this.#endpoint}/${segments.map(encodeURIComponent).join("/")}`, {
      method,
      headers: {
        // Ranges and sizes are counted in the file's own bytes.
        "accept-encoding": "identity",
        "user-agent": "revimg",
        ...(this.#authorization && { authorization: this.#authorization }),
        ...headers,
      },
      redirect: method === "HEAD" ? "manual" : "follow",
      dispatcher: this.#agent,
      signal,
    });
  }
}
