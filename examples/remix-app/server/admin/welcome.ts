import type { Login } from "./login";

/**
 * What the terminal says of the admin's pages. Without a key to log in with, or when it is
 * asked for, it is a link that logs in once.
 */
export async function adminLine(login: Login, url: string, wantsLink: boolean): Promise<string> {
  if (!wantsLink && (await login.hasAdminKey())) {
    return `Admin pages: ${url}/admin (log in with a key; --admin-link prints a link)`;
  }
  const link = `${url}/admin/link/${await login.makeLink()}`;
  return `Admin pages, with a link that works once within an hour:\n  ${link}`;
}
