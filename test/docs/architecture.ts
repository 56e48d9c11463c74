import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type DiagramNode, drawLayers } from "./layered-diagram.js";
import { root } from "./pages.js";
import { type Room, roomsOfCore } from "./rooms.js";

const width = 820;

/** The packages that users install; each with the packages that its sources import. */
function packageNodes(): DiagramNode[] {
  const names = ["core", "conformance", "adapters", "http", "cli"];
  const levels = new Map<string, number>();
  return names.map((name) => {
    const imports = names.filter((other) => other !== name && importedBy(name).has(other));
    const level = Math.max(-1, ...imports.map((other) => levels.get(other) ?? Number.NaN)) + 1;
    levels.set(name, level);
    return { name: shown(name), level, imports: imports.map(shown) };
  });
}

function shown(name: string): string {
  return name === "cli" ? "revimg (command line)" : `@revimg/${name}`;
}

function importedBy(name: string): Set<string> {
  const folder = join(root, `packages/${name}/src`);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    /^(?!.*(\.test(-d)?\.ts|testing\/|test-[^/]+\.ts)$).*\.ts$/.test(path.replaceAll("\\", "/")),
  );
  const found = files.flatMap((path) => [
    ...readFileSync(join(folder, path), "utf8").matchAll(/(?:from|import\() *"@revimg\/(\w+)/g),
  ]);
  return new Set(found.map(([, other]) => other!));
}

/** `docs/architecture.svg`: the packages, and below them the rooms of core. */
export function architectureDiagram(): string {
  const packages = drawLayers(packageNodes(), width);
  const rooms = drawLayers(roomsOfCore(), width);
  const [roomsTop, height] = [packages.height + 44, packages.height + rooms.height + 64];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-sans-serif, system-ui, sans-serif" font-size="13" fill="#16202a">
<title>The packages of revimg and the rooms of its core; lines lead from what imports to what is imported</title>
<rect width="${width}" height="${height}" fill="#f7f9fb"/>
<g>${packages.group}</g>
<text x="16" y="${packages.height + 36}" font-weight="600">Rooms of @revimg/core</text>
<g transform="translate(0 ${roomsTop})">${rooms.group}</g>
</svg>
`;
}

/** `docs/architecture.md` with its table of rooms as they are. */
export function architecturePage(page: string): string {
  const place = /(<!-- rooms -->\n)[\s\S]*?(<!-- end of rooms -->)/;
  if (!place.test(page)) throw new Error("docs/architecture.md has no place for the rooms.");
  return page.replace(place, (_, start: string, end: string) => start + table() + end);
}

function table(): string {
  const rows = roomsOfCore()
    .toReversed()
    .map(({ name, says, imports }: Room) => {
      const others = imports.filter((other) => other !== "lib" && other !== "api");
      return `| \`${name}\` | ${says} | ${others.map((other) => `\`${other}\``).join(", ")} |`;
    });
  return `| room | what it is | imports, besides \`lib\` and \`api\` |\n|---|---|---|\n${rows.join("\n")}\n`;
}
