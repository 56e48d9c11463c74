/** How the pages of this tab reach what answers them. */
export interface Site {
  /** Address of the API, without a slash at the end. */
  api: string;
  /** Whether the app's own server is here: it has the owner's pages, and keeps uploads. */
  hasServer: boolean;
  /** Asks for one of the addresses that scripts use: `/status`, `/uploads`, `/search/more`. */
  fetch(address: string, init?: RequestInit): Promise<Response>;
}

let current: Site = {
  ...{ api: "/api", hasServer: true },
  fetch: (address, init) => fetch(address, init),
};

export function site(): Site {
  return current;
}

/** For pages that did not come from the app's server. Called once, before anything is shown. */
export function replaceSite(other: Site): void {
  current = other;
}
