import { useFetchers } from "@remix-run/react";
import type { Theme } from "~/lib/theme";

/** The remembered theme, or at once the one being chosen; null follows the system. */
export function useChosenTheme(remembered: Theme | null): Theme | null {
  const choosing = useFetchers().find((fetcher) => fetcher.formAction === "/theme");
  const value = choosing?.formData?.get("theme");
  return value === "light" || value === "dark" ? value : remembered;
}
