import { ScrollRestoration } from "@remix-run/react";
import { useEffect, useState } from "react";
import { useNonce } from "~/lib/nonce";

/**
 * Keeps where each page was scrolled to. It begins after hydration: its script would ask for
 * the storage of the session while the page is parsed, which holds up the first paint. A page
 * that is loaded anew is put where it was by the browser itself.
 */
export function ScrollPosition() {
  const nonce = useNonce();
  const [isHydrated, setHydrated] = useState(false);
  useEffect(() => setHydrated(true), []);
  return isHydrated && <ScrollRestoration nonce={nonce} />;
}
