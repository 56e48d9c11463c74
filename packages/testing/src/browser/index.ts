export { type BrowserBundle, bundleForBrowsers, servedBundle } from "./bundle-for-browsers.js";
export { chromiumMissing, launchChromium } from "./chromium.js";
export { type PageServer, type PageServerOptions, startPageServer } from "./page-server.js";
