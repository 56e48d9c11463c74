// The HTTP API of revimg as a route of Next.js (app router), below /pictures.
//
//   npm install @revimg/core @revimg/http @revimg/adapters
//
// 1. Save this file as app/pictures/[[...path]]/route.ts.
// 2. In next.config.js: serverExternalPackages: ["@revimg/core", "@revimg/http", "@revimg/adapters"]
// 3. curl -F image=@query.jpg http://localhost:3000/pictures/search
//
// An embedded index belongs to one process. For several, set stores on servers:
// servers/revimg.config.ts.
import { loadConfig } from "@revimg/adapters/config";
import { createRevimg } from "@revimg/core";
import { createHandler } from "@revimg/http";

/** Workers and native code: not the edge. */
export const runtime = "nodejs";
export const dynamic = "force-dynamic";

async function open() {
  const revimg = await createRevimg(await loadConfig());
  return { revimg, handler: createHandler(revimg, { basePath: "/pictures" }) };
}

// `next dev` loads this file again after a change. The open index must outlive that.
const kept = globalThis as { pictures?: ReturnType<typeof open> };

async function answer(request: Request): Promise<Response> {
  kept.pictures ??= open();
  const { handler } = await kept.pictures;
  return handler(request);
}

export {
  answer as DELETE,
  answer as GET,
  answer as HEAD,
  answer as OPTIONS,
  answer as PATCH,
  answer as POST,
};
