// The map of the house. `pnpm floors` holds it against the imports, type-only ones included.
//
// The list goes from the ground up. A room imports only rooms below it, and no files
// import each other in a circle. A room is a folder with all that is in it, except what
// the list names by itself.
const core = [
  "lib", // what any room may use: errors, traces, names, workers
  "stores", // the contracts of stores, rows and filters, and the layer that core puts around a store
  "api", // the public words: types only
  "pictures", // bytes to pixels: decode, thumbnail, hashes, what a copy is known by
  "files", // paths, and reading files within limits
  "stores/lock", // one owner of a folder at a time
  "stores/fs", // pictures in a folder
  "stores/memory", // stores for tests and for small sets
  "scan", // exact vector search in memory
  "stores/sqlite", // rows and vectors in one file
  "model-files", // which files a model has, and fetching them
  "inference", // running a model: queue, threads, sessions
  "cache", // earlier searches
  "remote", // fetching a picture by its address, guarded
  "keywords", // the words that explain a result
  "tagging", // tags from a vocabulary
  "engine", // what an open index consists of
  "indexing", // from a folder to rows, vectors and pictures
  "collection", // listing, editing and removing what is indexed
  "search", // from a query to an answer
  "duplicates", // groups of copies in an index, and which of them to keep
  "verify", // finding and mending what does not fit
  "reindex", // moving an index to another model
  "open", // createRevimg
  "backup", // a copy of an embedded index
  "transfer", // export, import, moving to other stores
  "evaluation", // how good an index's answers are
  "browser", // embedding in a web page
  "index.ts", // what @revimg/core exports
].map((room) => `packages/core/src/${room}`);

const bench = [
  "lib", // what benches share: the CPU meter, statistics, pictures, data sets
  "kills", // from here on: the parts of one bench each
  "folders", // kills its runs with the parts of `kills`
  "faults", // stores that fail, with pictures of `kills`
  "moves", // an index on its way to another model, with pictures of `kills`
  "owners", // several processes on one index, with pictures of `kills`
  "workers", // several workers on one queue, with pictures of `kills`
  "clip",
  "edited",
  "duplicates", // with the pictures of `edited`
  "migrate",
  "mini",
  "preprocess",
  "runtimes",
  "stores",
  "*.ts", // the benches and their command line
].map((room) => `packages/bench/src/${room}`);

const http = [
  "wire", // from the engine's words to those of the wire
  "schemas", // what requests and answers may be
  "search", // reading a search
  "operations", // what stands in front of all routes: limits, log, metrics
  "openapi", // the document and the page that are made from the routes
  "resources", // one file a resource: its routes, and what answers them
  "routes/route-table.ts", // every route
  "create-handler.ts",
].map((room) => `packages/http/src/${room}`);

/** The packages, from the ground up. */
const packages = ["core", "conformance", "adapters", "http", "cli"].map(
  (name) => `packages/${name}`,
);

/** What only tests use may reach anything. */
const tests = "\\.test(-d)?\\.tsx?$|/testing/|/test-[^/]+\\.ts$";

const within = (path) => `^${path.replaceAll(".", "\\.").replaceAll("*", "[^/]+")}($|/)`;

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
    ...floors(bench),
    ...floors(http),
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
