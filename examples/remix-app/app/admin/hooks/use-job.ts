import type { Job } from "@revimg/http/client";
import { useEffect, useState } from "react";
import { browserClient } from "../browser-client";
import { hasEnded } from "../job-words";

/** A job that changes on the page while it runs. A break of the stream leaves the last state. */
export function useJob(loaded: Job): Job {
  const [live, setLive] = useState(loaded);
  const isOver = hasEnded(loaded);
  useEffect(() => {
    if (isOver) return;
    const stop = new AbortController();
    const follow = async () => {
      for await (const job of browserClient().jobEvents(loaded.id, { signal: stop.signal })) {
        setLive(job);
      }
    };
    // Whoever wants to know more reloads: the page itself has the state of now.
    follow().catch(() => {});
    return () => stop.abort();
  }, [loaded.id, isOver]);
  return live.id === loaded.id && !isOver ? live : loaded;
}
