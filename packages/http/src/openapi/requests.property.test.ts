import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { createHandler } from "../create-handler.js";
import { drawPicture, jsonOf, openTestIndex, withKey } from "../test-index.js";
import type { OpenApiDocument } from "./document-types.js";
import { type PictureKind, requestArbitrary, type TestRequest, text } from "./test-requests.js";

/** `REVIMG_REQUESTS=5000` sends more, from another seed each time. */
const count = Number(process.env.REVIMG_REQUESTS ?? 300);
const seed = Number(process.env.REVIMG_SEED ?? (count === 300 ? 2026 : Date.now() % 1e9));

// No address is fetched: strangers' servers are not for tests.
const index = await openTestIndex({ urls: false });
const failures: unknown[] = [];
const onError = (error: unknown) => void failures.push(error);
const handler = await withKey(createHandler(index.revimg, { onError }), index.revimg, "admin");
const document = await jsonOf<OpenApiDocument>(
  await handler(new Request("http://localhost/openapi.json")),
);
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema({ $id: "revimg", components: document.components });
const drawn = await drawPicture(400);
afterAll(async () => {
  await handler.close();
  await index[Symbol.asyncDispose]();
});

const bytesOf: Record<PictureKind, Uint8Array> = {
  whole: drawn,
  cut: drawn.slice(0, drawn.length >> 1),
  noise: Uint8Array.from({ length: 500 }, (_, i) => (i * 97) & 255),
  empty: new Uint8Array(),
};

function toRequest({ method, path, body }: TestRequest): Request {
  const init: RequestInit = { method };
  if (body && "json" in body) {
    init.body = JSON.stringify(body.json) ?? "";
    init.headers = { "content-type": "application/json" };
  } else if (body) {
    const form = new FormData();
    for (const [name, value] of body.fields) {
      const kind = (value as { picture?: PictureKind } | null)?.picture;
      if (kind === undefined) form.append(name, text(value));
      else form.append(name, new Blob([new Uint8Array(bytesOf[kind])]), "picture.jpg");
    }
    init.body = form;
  }
  return new Request(`http://localhost${path}`, init);
}

/** What is wrong with an answer; null when it is as the document says. */
async function complaint(request: TestRequest, response: Response): Promise<string | null> {
  const { operation, method } = request;
  const { status } = response;
  const answers = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .find(({ operationId }) => operationId === operation)!.responses;
  if (status >= 500 && status !== 503) return `${status}: ${await response.text()}`;
  const answer = answers[String(status)] ?? (status >= 400 ? answers.default : undefined);
  if (!answer) return `${method} ${operation} does not say that it answers ${status}`;
  const type = response.headers.get("content-type")?.replace(/;.*/, "") ?? "";
  const described = answer.content?.[type];
  if (!described?.schema) {
    await response.body?.cancel();
    return null;
  }
  const schema = JSON.parse(
    JSON.stringify(described.schema).replaceAll('"#/components', '"revimg#/components'),
  );
  const value = await response.json();
  return ajv.validate(schema, value) ? null : `${ajv.errorsText()} in ${JSON.stringify(value)}`;
}

it(`${count} requests made from the document are answered as it says, and none fails the server`, async () => {
  console.log(`REVIMG_SEED=${seed} REVIMG_REQUESTS=${count}`);
  const statuses = new Map<number, number>();
  const ids = [...index.ids.values()];
  await fc.assert(
    fc.asyncProperty(requestArbitrary(document, ids), async (request) => {
      const response = await handler(toRequest(request));
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      expect(await complaint(request, response)).toBeNull();
      expect(failures).toEqual([]);
    }),
    { seed, numRuns: count, endOnFailure: true },
  );
  // A run in which all is refused shows little.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(count / 10);
  expect(statuses.get(400) ?? 0).toBeGreaterThan(0);
});
