// What a package promises to its users, as text: a change of it shows in review.
import { readFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import ts from "typescript";

/**
 * The exported names of each subpath, and all declarations of ours that they lead to, by
 * name and without comments. Reads the built declarations of `folder`, a package.
 */
export function apiReport(folder) {
  const { name, exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const entries = Object.entries(exports).flatMap(([subpath, { types }]) =>
    types ? [{ specifier: name + subpath.slice(1), path: resolve(folder, types) }] : [],
  );
  const program = ts.createProgram(
    entries.map(({ path }) => path),
    { module: ts.ModuleKind.NodeNext, target: ts.ScriptTarget.ES2022, types: [], noLib: true },
  );
  const checker = program.getTypeChecker();
  const own = resolve(folder, "dist") + sep;
  const declarations = new Map();
  const lines = entries.map(({ specifier, path }) => {
    const file = program.getSourceFile(path);
    if (!file) throw new Error(`${path} is not there: build the package first.`);
    const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(file));
    for (const symbol of symbols) collect(symbol, { checker, own, declarations });
    return [`${specifier}:`, ...symbols.map((symbol) => `  ${symbol.name}`).sort()].join("\n");
  });
  const texts = [...declarations.values()].sort((a, b) => (a < b ? -1 : 1));
  return `${[...lines, ...texts].join("\n\n")}\n`;
}

const printer = ts.createPrinter({ removeComments: true });

/** Takes down a symbol's declarations, and those of all that they name. */
function collect(symbol, { checker, own, declarations }) {
  const isAlias = symbol.flags & ts.SymbolFlags.Alias;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  for (const found of target.declarations ?? []) {
    const declaration = ts.isVariableDeclaration(found) ? found.parent.parent : found;
    const file = declaration.getSourceFile();
    const isTopLevel = declaration.parent === file;
    if (!isTopLevel || !file.fileName.startsWith(own) || declarations.has(declaration)) continue;
    const text = printer.printNode(ts.EmitHint.Unspecified, declaration, file);
    declarations.set(declaration, text.replace(/^(export )?(declare )?/, ""));
    const visit = (node) => {
      const named = ts.isIdentifier(node) ? checker.getSymbolAtLocation(node) : undefined;
      if (named) collect(named, { checker, own, declarations });
      ts.forEachChild(node, visit);
    };
    visit(declaration);
  }
}
