import { join } from "node:path";
import ts from "typescript";
import { root } from "./packed-packages.js";

/** Ways in which users' TypeScript looks for types. */
export const resolutions = {
  node16: { module: ts.ModuleKind.Node16, moduleResolution: ts.ModuleResolutionKind.Node16 },
  bundler: { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler },
};

/**
 * What TypeScript says of programs and of our declarations that they import, with
 * `skipLibCheck: false`, a text each. The libraries of TypeScript and Node are not ours, and checking
 * them takes longer than all the rest.
 */
export function typeErrors(programs: string[], resolution: keyof typeof resolutions): string[] {
  const program = ts.createProgram(programs, {
    target: ts.ScriptTarget.ES2022,
    ...resolutions[resolution],
    ...{ strict: true, skipLibCheck: false, noEmit: true },
    ...{ types: ["node"], typeRoots: [join(root, "node_modules/@types")] },
  });
  const foreign = /[\\/]node_modules[\\/](typescript|@types|undici-types)[\\/]/;
  const files = program.getSourceFiles().filter(({ fileName }) => !foreign.test(fileName));
  const found = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((each) => [
      ...program.getSyntacticDiagnostics(each),
      ...program.getSemanticDiagnostics(each),
    ]),
  ];
  const names = { getCanonicalFileName: (name: string) => name, getCurrentDirectory: () => "" };
  return found.map((each) => ts.formatDiagnostic(each, { ...names, getNewLine: () => "\n" }));
}
