import { chromiumMissing } from "@revimg/testing/browser";

/** Whether tests in a browser can't run; with REVIMG_REQUIRE_SERVICES=1 they fail instead. */
export const noBrowser = chromiumMissing !== null && process.env.REVIMG_REQUIRE_SERVICES !== "1";
if (noBrowser) console.warn(`The browser tests are skipped: ${chromiumMissing}.`);
