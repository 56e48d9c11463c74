import { Link } from "@remix-run/react";
import { ThemeToggle } from "./theme-toggle";
import { Wordmark } from "./wordmark";

export function SiteHeader() {
  return (
    <header className="page flex h-16 items-center justify-between">
      <Link to="/" aria-label="revimg, to a new search" className="-m-2 p-2">
        <Wordmark />
      </Link>
      <ThemeToggle />
    </header>
  );
}
