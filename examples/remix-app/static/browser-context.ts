import { RequestError } from "@revimg/http/client";
import { apiClient } from "~/lib/api-client";
import type { SearchContext } from "~/lib/app-context";
import type { ExamplePicture, LibrarySnapshot, LibraryStatus } from "~/lib/library";
import { quietName } from "~/search/quiet-name";
import { BrowserUploads } from "./browser-uploads";
import { shrinkPicture } from "./shrink-picture";

/** What the app's server does for its pages, done in the page with an API elsewhere. */
export interface BrowserContext extends SearchContext {
  snapshot(signal?: AbortSignal): Promise<LibrarySnapshot>;
}

/** How many pictures hang on the wall of the start page. */
const exampleCount = 12;

export function browserContext(api: string): BrowserContext {
  const context: SearchContext = {
    api: (request) => askApi(request, api),
    uploads: new BrowserUploads(),
    // The API has no sample gallery.
    samples: { titleOf: () => null, read: async () => null },
    shrink: shrinkPicture,
  };
  const client = apiClient(context, location.origin);
  let examples: ExamplePicture[] | undefined;
  return {
    ...context,
    async snapshot(signal) {
      const options = signal ? { signal } : {};
      try {
        const { count, failed } = await client.stats(options);
        examples ??= (await client.listImages({ limit: exampleCount }, options)).images.map(
          (image) => {
            const { id, width, height } = image;
            return { id, name: quietName(image), width, height };
          },
        );
        const status = { ...statusOf("ready"), count, failed };
        return { status, privateSearch: false, examples };
      } catch (error) {
        if (!(error instanceof RequestError)) throw error;
        return { status: statusOf("unreachable"), privateSearch: false, examples: examples ?? [] };
      }
    },
  };
}

function statusOf(state: LibraryStatus["state"]): LibraryStatus {
  return { state, count: 0, done: 0, total: null, failed: 0, problem: null };
}

/** Sends a request for `/api` of this page to the API, whose addresses of pictures become whole. */
async function askApi(request: Request, api: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const address = api + pathname.replace(/^\/api/, "") + search;
  const { method, headers, signal } = request;
  const body = request.method === "GET" ? null : await request.blob();
  const answer = await fetch(address, { method, headers, body, signal });
  if (!answer.headers.get("content-type")?.startsWith("application/json")) return answer;
  const text = JSON.stringify(
    JSON.parse(await answer.text(), (name, value: unknown) =>
      isAddress(name) && typeof value === "string" ? new URL(value, address).href : value,
    ),
  );
  return new Response(text, answer);
}

function isAddress(name: string): boolean {
  return name === "image_url" || name === "thumbnail_url";
}
