// The map of the house. `pnpm floors` holds it against the imports, type-only ones included.
//
// The list goes from the ground up. A room imports only rooms below it, and no files
// import each other in a circle. A room is a folder with all that is in it, except what
// the list names by itself.
const core = [
  "lib",
  "stores",
  "api",
  "pictures",
  "files",
  "stores/lock",
  "stores/fs",
  "stores/memory",
  "scan",
  "stores/sqlite",
  "model-files",
  "inference",
  "cache",
  "remote",
  "keywords",
  "tagging",
  "engine",
  "indexing",
  "search",
  "verify",
  "open",
  "backup",
  "transfer",
  "evaluation",
  "browser",
  "index.ts",
].map((room) => `packages/core/src/${room}`);

/** The packages, from the ground up. */
const packages = ["core", "conformance", "adapters", "http", "cli"].map(
  (name) => `packages/${name}`,
);

/** What only tests use may reach anything. */
const tests = "\\.test(-d)?\\.tsx?$|/testing/|/test-[^/]+\\.ts$";

const within = (path) => `^${path.replaceAll(".", "\\.")}($|/)`;

/** A rule for each floor but the highest: no file on it imports from a higher one. */
function floors(rooms) {
  return rooms.slice(0, -1).map((room, floor) => ({
    name: `upwards from ${room}`,
    severity: "error",
    from: {
      path: within(room),
      pathNot: [tests, ...rooms.filter((other) => other.startsWith(`${room}/`)).map(within)],
    },
    to: { path: rooms.slice(floor + 1).map(within) },
  }));
}

export default {
  forbidden: [
    { name: "circle", severity: "error", from: {}, to: { circular: true } },
    ...floors(core),
    ...floors(packages),
    // Packages reach each other by name.
    ...packages.slice(0, -1).map((name, floor) => ({
      name: `${name} imports a higher package`,
      severity: "error",
      from: { path: within(name), pathNot: tests },
      to: {
        path: packages
          .slice(floor + 1)
          .map((higher) => `^${higher.replace("packages", "@revimg")}(/|$)`),
      },
    })),
    {
      name: "test tools in the product",
      severity: "error",
      from: { path: "^packages/(?!testing|bench)", pathNot: tests },
      to: { path: "/testing/|/test-[^/]+\\.ts$|^packages/(testing|bench)/" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|build|node_modules)/" },
  },
};
