import { createContext, useContext } from "react";

/** The one-time word that lets this page's own inline scripts run. Empty in the browser. */
export const NonceContext = createContext("");

export function useNonce(): string {
  return useContext(NonceContext);
}
