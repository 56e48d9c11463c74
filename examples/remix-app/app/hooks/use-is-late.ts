import { useEffect, useState } from "react";

/** Whether `key` has stayed the same for some milliseconds; null is never late. */
export function useIsLate(key: string | null, afterMs: number): boolean {
  const [late, setLate] = useState<string | null>(null);
  useEffect(() => {
    if (key === null) return;
    const timer = setTimeout(() => setLate(key), afterMs);
    return () => clearTimeout(timer);
  }, [key, afterMs]);
  return key !== null && late === key;
}
