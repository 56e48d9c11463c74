/** The same answer. Calls `done` once, when its body has been read, given up or has failed. */
export function whenSent(response: Response, signal: AbortSignal, done: () => void): Response {
  const { body } = response;
  if (body === null || signal.aborted) {
    done();
    return response;
  }
  signal.addEventListener("abort", done, { once: true });
  const end = () => {
    signal.removeEventListener("abort", done);
    done();
  };
  const reader = body.getReader();
  const watched = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done: isEnd, value } = await reader.read().catch((error) => {
          end();
          throw error;
        });
        if (!isEnd) return controller.enqueue(value);
        end();
        controller.close();
      },
      async cancel(reason) {
        await reader.cancel(reason).finally(end);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(watched, response);
}
