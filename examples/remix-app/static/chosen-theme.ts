import type { Theme } from "~/lib/theme";

const key = "revimg-theme";

/** The theme that was chosen in this browser, or null to follow the system. */
export function readTheme(): Theme | null {
  try {
    const value = localStorage.getItem(key);
    return value === "light" || value === "dark" ? value : null;
  } catch {
    return null;
  }
}

/** Remembers the choice of the form. */
export function writeTheme(form: FormData): null {
  const value = form.get("theme");
  try {
    if (value === "light" || value === "dark") localStorage.setItem(key, value);
  } catch {
    // A full or forbidden storage only means that the theme is not remembered.
  }
  return null;
}
