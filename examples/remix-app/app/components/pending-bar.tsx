import { useNavigation } from "@remix-run/react";

/** A thin line at the top while the next page is being fetched. */
export function PendingBar() {
  const pending = useNavigation().state !== "idle";
  return <div aria-hidden="true" className={pending ? "pending-bar" : "hidden"} />;
}
