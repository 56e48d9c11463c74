import { hasJobEnded, type Job } from "../wire/jobs.js";

/** The jobs in a stream of server-sent events, in their order, until the stream ends. */
export async function* jobsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<Job> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const events = (text + decoder.decode(value, { stream: true })).split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        const data = /^data: (.*)$/m.exec(event)?.[1];
        if (data === undefined) continue;
        const job = JSON.parse(data) as Job;
        yield job;
        if (hasJobEnded(job)) return;
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
