import { createClient } from "@revimg/http/client";

/** The API as an admin from a page: its cookie is the key. */
export function browserClient() {
  return createClient({ url: "/admin/api" });
}
