import { useNavigationType } from "@remix-run/react";
import { startTransition, useEffect, useState } from "react";

/**
 * False until what a link led to has been painted once: it may show little at first. A page
 * that is opened or gone back to is whole from the start, as the browser puts it where it was.
 */
export function useIsPainted(): boolean {
  const cameByLink = useNavigationType() !== "POP";
  const [isPainted, setPainted] = useState(!cameByLink);
  useEffect(() => {
    if (isPainted) return;
    let timer: ReturnType<typeof setTimeout>;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => startTransition(() => setPainted(true)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [isPainted]);
  return isPainted;
}
