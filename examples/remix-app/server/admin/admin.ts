import type { Revimg } from "@revimg/core";
import type { Handler } from "@revimg/http";
import type { AdminAccess } from "../../app/admin/admin-access";
import { cookieName, Login } from "./login";
import { Traffic } from "./traffic";

/** What stands behind the pages of the admin. It begins with the index and ends before it. */
export class Admin {
  readonly login: Login;
  readonly #handler: Handler;
  readonly #traffic: Traffic;

  constructor(revimg: Revimg, handler: Handler, basePath: string) {
    this.login = new Login(revimg);
    this.#handler = handler;
    this.#traffic = new Traffic({
      read: async () => {
        const response = await this.api(new Request(`http://localhost${basePath}/metrics`));
        return response.text();
      },
    });
    this.#traffic.start();
  }

  /** The API as an admin: whoever calls this has asked for a session before. */
  api(request: Request): Promise<Response> {
    return this.#handler(request, { vouchedScopes: ["admin"] });
  }

  traffic() {
    return this.#traffic.list();
  }

  close(): void {
    this.#traffic.stop();
  }
}

/** The admin's side for loaders and actions, which may ask before the index is open. */
export function adminAccess(
  opened: () => Promise<Admin>,
  known: () => Admin | undefined,
): AdminAccess {
  return {
    loginWithKey: async (key, from) => (await opened()).login.withKey(key, from),
    loginWithLink: async (token, from) => (await opened()).login.withLink(token, from),
    session: async (cookie) => (await opened()).login.session(cookie),
    logout: async (cookie) => (await opened()).login.end(cookie),
    hasCookie: (cookie) => cookie?.includes(`${cookieName}=`) ?? false,
    api: async (request) => (await opened()).api(request),
    traffic: () => known()?.traffic() ?? [],
  };
}
