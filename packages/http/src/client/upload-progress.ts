/** How much of an upload is on its way. */
export interface UploadProgress {
  /** Bytes handed to the network. */
  loaded: number;
  /** Bytes of the whole body. */
  total: number;
}

interface CountedBody {
  body: Blob | ReadableStream<Uint8Array>;
  headers: Record<string, string>;
  /** Without it, fetch refuses a stream. */
  duplex?: "half";
}

const chunkBytes = 64 * 1024;

/**
 * A form as a body that tells how much of it is sent. Browsers send a body of unknown
 * progress: there, only the beginning is told.
 */
export async function countedBody(
  form: FormData,
  onProgress: (progress: UploadProgress) => void,
): Promise<CountedBody> {
  const encoded = new Response(form);
  const type = encoded.headers.get("content-type") ?? "";
  const body = await encoded.blob();
  const total = body.size;
  const headers = { "content-type": type };
  onProgress({ loaded: 0, total });
  if (!canStream()) return { body, headers };
  let loaded = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (loaded >= total) return controller.close();
        const part = body.slice(loaded, loaded + chunkBytes);
        controller.enqueue(new Uint8Array(await part.arrayBuffer()));
        loaded += part.size;
        onProgress({ loaded, total });
      },
    },
    { highWaterMark: 0 },
  );
  return { body: stream, headers, duplex: "half" };
}

/** Browsers send streams over HTTP/2 only, and refuse them over HTTP/1.1. */
function canStream(): boolean {
  const { document, WorkerGlobalScope } = globalThis as Record<string, unknown>;
  return document === undefined && WorkerGlobalScope === undefined;
}
