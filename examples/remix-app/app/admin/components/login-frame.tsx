import type { ReactNode } from "react";
import { Wordmark } from "~/components/wordmark";

/** A page outside the login: the frame, empty but for the name, and what to do. */
export function LoginFrame({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="query-panel pt-4 sm:pt-8">
      <div className="viewfinder query-frame login-frame text-muted" aria-hidden="true">
        <Wordmark />
      </div>
      <div className="max-w-xl">
        <h1 className="headline-small">{title}</h1>
        {children}
      </div>
    </section>
  );
}
