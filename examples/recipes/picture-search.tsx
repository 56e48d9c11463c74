// A React component: choose a picture, and see those that are most like it.
//
//   npm install @revimg/http react
//   <PictureSearch url="/pictures" />
//
// `url` is where the API is: express-mount.mjs, fastify-mount.mjs, next-route.ts or
// `revimg serve`. A server of another origin must name the page's origin in `cors`.
import { createClient, type SearchResponse } from "@revimg/http/client";
import { type ChangeEvent, useRef, useState } from "react";

type Found = Pick<SearchResponse, "keywords" | "similar_images">;

export function PictureSearch({ url }: { url: string }) {
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<string>();
  const latest = useRef<AbortController>();

  async function search({ target: { files } }: ChangeEvent<HTMLInputElement>) {
    const image = files?.[0];
    if (!image) return;
    // A slow answer to an earlier picture must not overwrite this one's.
    latest.current?.abort();
    latest.current = new AbortController();
    const { signal } = latest.current;
    setProblem(undefined);
    try {
      const client = createClient({ url: new URL(url, location.href) });
      setFound(await client.search({ image, limit: 12 }, { signal }));
    } catch (error) {
      if (!signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  return (
    <section>
      <label>
        Search with a picture <input type="file" accept="image/*" onChange={search} />
      </label>
      {problem && <p role="alert">{problem}</p>}
      {found && <p>{found.keywords.join(", ")}</p>}
      <ul>
        {found?.similar_images.map(({ id, filename, similarity, thumbnail_url }) => (
          <li key={id}>
            <img src={new URL(thumbnail_url, new URL(url, location.href)).href} alt={filename} />
            {filename} {similarity.toFixed(2)}
          </li>
        ))}
      </ul>
    </section>
  );
}
