import { type ReactNode, useEffect } from "react";

/** A page with the title of its tab. */
export function Titled({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return children;
}
