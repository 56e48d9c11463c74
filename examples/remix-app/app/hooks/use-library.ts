import { useEffect, useState } from "react";
import type { LibrarySnapshot } from "~/lib/library";
import { site } from "~/lib/site";

const pollIntervalMs = 1_000;

/** The library as the page was made with it, kept fresh while it changes or does not answer. */
export function useLibrary(initial: LibrarySnapshot): LibrarySnapshot {
  const [snapshot, setSnapshot] = useState(initial);
  const { state } = snapshot.status;
  const busy = state === "opening" || state === "indexing" || state === "unreachable";
  useEffect(() => setSnapshot(initial), [initial]);
  useEffect(() => {
    if (!busy) return;
    const controller = new AbortController();
    const timer = setInterval(async () => {
      const latest = await fetchSnapshot(controller.signal);
      if (latest && !controller.signal.aborted) setSnapshot((before) => merge(before, latest));
    }, pollIntervalMs);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [busy]);
  return snapshot;
}

/** Pictures that hang already stay: one that is about to be clicked must not become another. */
function merge(before: LibrarySnapshot, latest: LibrarySnapshot): LibrarySnapshot {
  const grown = latest.examples.length > before.examples.length;
  return { ...latest, examples: grown ? latest.examples : before.examples };
}

/** Null when the server does not answer: the page keeps what it knows and asks again. */
async function fetchSnapshot(signal: AbortSignal): Promise<LibrarySnapshot | null> {
  try {
    const response = await site().fetch("/status", { signal });
    return response.ok ? ((await response.json()) as LibrarySnapshot) : null;
  } catch {
    return null;
  }
}
