import { useEffect } from "react";

/**
 * Loads what shows results while the visitor still looks for a picture. Otherwise the
 * answer comes before the scripts that paint it.
 */
export function useReadyResults(): void {
  useEffect(() => {
    // What can't be loaded now is loaded with the answer.
    const load = () => void import("~/search/search-view").catch(() => {});
    if (typeof requestIdleCallback !== "function") {
      const timer = setTimeout(load, 1_000);
      return () => clearTimeout(timer);
    }
    const handle = requestIdleCallback(load, { timeout: 3_000 });
    return () => cancelIdleCallback(handle);
  }, []);
}
