import { useSyncExternalStore } from "react";

/** Whether pictures stay on this device: chosen by the visitor, kept in this browser. */
const key = "revimg-private";
const changed = new EventTarget();

export function isPrivate(): boolean {
  try {
    return localStorage.getItem(key) === "1";
  } catch {
    return false;
  }
}

export function choosePrivate(value: boolean): void {
  try {
    if (value) localStorage.setItem(key, "1");
    else localStorage.removeItem(key);
  } catch {
    // A browser without storage sends pictures, and the switch shows it.
  }
  changed.dispatchEvent(new Event("change"));
}

/** False on the server. */
export function useIsPrivate(): boolean {
  return useSyncExternalStore(subscribe, isPrivate, () => false);
}

function subscribe(listener: () => void): () => void {
  changed.addEventListener("change", listener);
  window.addEventListener("storage", listener);
  return () => {
    changed.removeEventListener("change", listener);
    window.removeEventListener("storage", listener);
  };
}
