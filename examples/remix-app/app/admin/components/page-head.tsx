import type { ReactNode } from "react";

/** The heading of a page, with what is said of it and what can be done. */
export function PageHead({
  title,
  text,
  children,
}: {
  title: string;
  text?: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className="mb-7 flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
      <div className="min-w-0">
        <h1 className="headline-small">{title}</h1>
        {text && <p className="mt-2 max-w-2xl text-pretty text-muted">{text}</p>}
      </div>
      {children}
    </header>
  );
}
