import type { ReactNode } from "react";

/** A step between wanting and doing. It opens without scripts too. */
export function Confirm({
  question,
  text,
  className = "mt-5",
  children,
}: {
  question: string;
  text: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <details className={`confirm ${className}`}>
      <summary>{question}</summary>
      <p className="mt-2 mb-4 max-w-xl text-muted">{text}</p>
      {children}
    </details>
  );
}
