// npm start [-- <folder>…]: installs and builds what is missing, then runs the app.
import { resolve } from "node:path";
import { build, install, requireNode, root } from "./lib/workspace.mjs";

requireNode();
install();
build();

// npm runs this from the workspace; the user's own folder is what paths are relative to.
const from = process.env.INIT_CWD ?? process.cwd();
const folders = process.argv.slice(2).map((folder) => resolve(from, folder));
process.argv.splice(2, process.argv.length, ...folders);
process.chdir(root);
await import("../examples/remix-app/build/server.js");
