import { describe } from "vitest";
import { useApp } from "./app-fixture";
import { chromiumMissing } from "./chromium.mjs";
import { testAccess } from "./search/access";
import { testAddresses } from "./search/addresses";
import { testAsking } from "./search/asking";
import { testElsewhere } from "./search/elsewhere";
import { testPages } from "./search/pages";
import { testPrivateSearch } from "./search/private-search";
import { testProblems } from "./search/problems";
import { testResults } from "./search/results";
import { testStates } from "./search/states";
import { testTheme } from "./search/theme";

const required = process.env.REVIMG_REQUIRE_SERVICES === "1";
const skipped = chromiumMissing !== null && !required;
if (skipped) console.warn(`The browser tests are skipped: ${chromiumMissing}.`);

describe.skipIf(skipped)("the app in a browser", () => {
  const app = useApp();
  testAsking(app);
  testAddresses(app);
  testResults(app);
  testPrivateSearch(app);
  testProblems(app);
  testStates(app);
  testAccess(app);
  testTheme(app);
  testPages(app);
  testElsewhere(app);
});
