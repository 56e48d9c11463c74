import { join } from "node:path";
import ts from "typescript";
import { type CodeBlock, root } from "./pages.js";

/** A block is compiled as if it lay here: all our packages can be imported from this folder. */
const folder = join(root, "packages/bench/src");
/** Where imports are looked for after that: what examples use besides. */
const others = ["browser-search", "custom-adapter"].map((name) =>
  join(root, `examples/${name}/src/block.ts`),
);

/**
 * What a page has said before a block, so that the block need not say it again. Each name
 * is of the type that it has in every page.
 */
const context = `
import type { DuplicateGroup, Match, Revimg, VectorStore } from "@revimg/core";
declare global {
  const revimg: Revimg;
  const matches: Match[];
  const group: DuplicateGroup;
  const handler: import("@revimg/http").RevimgHandler;
  const store: VectorStore;
  const socket: import("node:net").Socket;
  const request: Request;
  const image: Uint8Array;
  const bytes: Uint8Array;
  const file: File;
  const fileInput: { files: File[] };
  const dataDirectory: string;
  const id: string;
  const one: string;
  const other: string;
  const signal: AbortSignal;
  // Express and Fastify are not among our dependencies.
  const app: any;
}
`;
/** A file of the reader's own. */
const readersModule = `
declare module "*/my-vectors.js" {
  export function myVectors(): import("@revimg/core").VectorStore;
}
`;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ["lib.es2023.d.ts", "lib.esnext.disposable.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  moduleDetection: ts.ModuleDetectionKind.Force,
  types: ["node"],
  typeRoots: [join(root, "node_modules/@types")],
  strict: true,
  // Blocks in JavaScript name no types.
  noImplicitAny: false,
  skipLibCheck: true,
  noEmit: true,
  resolveJsonModule: true,
};

/** What the compiler says of blocks, one line a complaint. Resolves imports in the built packages. */
export function compileBlocks(blocks: readonly CodeBlock[]): string[] {
  const pathOf = (index: number) => join(folder, `block-${index}.ts`);
  const contents = new Map(blocks.map(({ code }, index) => [pathOf(index), code]));
  contents.set(join(folder, "block-context.d.ts"), context);
  contents.set(join(folder, "block-modules.d.ts"), readersModule);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  const cache = ts.createModuleResolutionCache(root, (path) => path, options);
  host.fileExists = (path) => contents.has(path) || fileExists(path);
  host.readFile = (path) => contents.get(path) ?? readFile(path);
  host.resolveModuleNameLiterals = (literals, containing) =>
    literals.map(({ text }) => {
      const places = contents.has(containing) ? [containing, ...others] : [containing];
      for (const place of places) {
        const found = ts.resolveModuleName(text, place, options, host, cache);
        if (found.resolvedModule) return found;
      }
      return { resolvedModule: undefined };
    });
  const program = ts.createProgram([...contents.keys()], options, host);
  const ours = [...contents.keys()].map((path) => program.getSourceFile(path)!);
  return ours.flatMap((file) =>
    [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ start = 0, messageText }) => {
        const block = blocks[[...contents.keys()].indexOf(file.fileName)];
        const line = file.getLineAndCharacterOfPosition(start).line + (block?.line ?? 1);
        const message = ts.flattenDiagnosticMessageText(messageText, " ");
        return `${block?.page ?? "context"}:${line} ${message}`;
      },
    ),
  );
}
