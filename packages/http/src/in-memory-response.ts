/** Where the bytes of an answer are, and the plain answer once somebody has asked for it. */
const contents = new WeakMap<Response, { bytes: Uint8Array<ArrayBuffer>; plain?: Response }>();

/**
 * An answer whose bytes are in memory. Node's own `Response` makes a stream of them at
 * once, which takes longer than all else of a small answer; this one does so when somebody
 * wants the stream. Other runtimes look behind the class, so it leaves the handler only
 * for the listener of Node.
 */
class InMemoryResponse extends Response {}

for (const name of ["body", "bodyUsed"] as const) {
  Object.defineProperty(InMemoryResponse.prototype, name, {
    get(this: Response) {
      return plainResponse(this)[name];
    },
  });
}
for (const name of ["arrayBuffer", "blob", "clone", "formData", "json", "text"] as const) {
  Object.defineProperty(InMemoryResponse.prototype, name, {
    value(this: Response) {
      return plainResponse(this)[name]();
    },
  });
}

export function inMemoryResponse(bytes: Uint8Array<ArrayBuffer>, init: ResponseInit): Response {
  const response = new InMemoryResponse(null, init);
  contents.set(response, { bytes });
  return response;
}

/** The bytes of an answer that is in memory and was not read; null for another one. */
export function bytesOf(response: Response): Uint8Array<ArrayBuffer> | null {
  const content = contents.get(response);
  return content && !content.plain ? content.bytes : null;
}

/** The answer as every runtime takes it. */
export function plainResponse(response: Response): Response {
  const content = contents.get(response);
  if (!content) return response;
  const { status, statusText, headers } = response;
  content.plain ??= new Response(content.bytes, { status, statusText, headers });
  return content.plain;
}
