import { useEffect, useRef } from "react";
import type { Outcome } from "../outcome";

/** What came of a form, said to eyes and to screen readers; the focus goes there. */
export function Notice({ outcome }: { outcome: Outcome | undefined }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (outcome) box.current?.focus();
  }, [outcome]);
  const text = outcome?.problem ?? outcome?.done;
  if (!text) return null;
  const isProblem = outcome?.problem != null;
  return (
    <div
      ref={box}
      tabIndex={-1}
      role={isProblem ? "alert" : "status"}
      data-kind={isProblem ? "problem" : "done"}
      className="notice mb-6"
    >
      {text}
    </div>
  );
}
