import { useFetcher } from "@remix-run/react";
import { Icon } from "./icon";

/**
 * Two buttons of which the style sheet shows the one that changes something:
 * so it is right before any script runs, and works without one.
 */
export function ThemeToggle() {
  const fetcher = useFetcher();
  return (
    <fetcher.Form method="post" action="/theme" className="-mr-3 flex">
      <button
        type="submit"
        name="theme"
        value="dark"
        className="icon-button when-light"
        aria-label="Dark theme"
      >
        <Icon name="moon" />
      </button>
      <button
        type="submit"
        name="theme"
        value="light"
        className="icon-button when-dark"
        aria-label="Light theme"
      >
        <Icon name="sun" />
      </button>
    </fetcher.Form>
  );
}
