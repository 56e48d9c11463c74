/** A node of a graph without circles. */
export interface DiagramNode {
  name: string;
  /** Its row, counted from the ground. Edges lead to lower rows only. */
  level: number;
  /** Names of the nodes that it leads to. */
  imports: readonly string[];
}

const row = { height: 60, box: 28, gap: 18, letter: 7.3 };

/**
 * Rows of boxes from the ground up, as an SVG group and its height. An edge that longer paths
 * imply is left out: what is drawn leads to everything that a node imports.
 */
export function drawLayers(
  nodes: readonly DiagramNode[],
  width: number,
): { group: string; height: number } {
  const top = Math.max(...nodes.map(({ level }) => level));
  const places = place(nodes, width, top);
  const lines = reduced(nodes).map(([from, to]) => line(places.get(from)!, places.get(to)!));
  const boxes = nodes.map(({ name }) => box(name, places.get(name)!));
  return { group: [...lines, ...boxes].join("\n"), height: (top + 1) * row.height };
}

interface Place {
  /** Middle of the box. */
  x: number;
  /** Upper edge of the box. */
  y: number;
  width: number;
}

/** Boxes of one row stand side by side, near the middle of what they import. */
function place(nodes: readonly DiagramNode[], width: number, top: number): Map<string, Place> {
  const places = new Map<string, Place>();
  for (let level = 0; level <= top; level++) {
    const members = nodes
      .filter((node) => node.level === level)
      .map((node) => ({ node, wish: middleOf(node, places, width) }))
      .sort((one, other) => one.wish - other.wish)
      .map(({ node }) => ({ node, width: node.name.length * row.letter + 20 }));
    const taken = members.reduce((sum, each) => sum + each.width, 0);
    const gap = (width - taken) / (members.length + 1);
    let left = gap;
    for (const member of members) {
      const y = (top - level) * row.height + row.gap;
      places.set(member.node.name, { x: left + member.width / 2, y, width: member.width });
      left += member.width + gap;
    }
  }
  return places;
}

function middleOf({ imports }: DiagramNode, places: Map<string, Place>, width: number): number {
  const known = imports.flatMap((name) => places.get(name)?.x ?? []);
  return known.length === 0 ? width / 2 : known.reduce((sum, x) => sum + x, 0) / known.length;
}

/** The edges without those that a longer path implies. */
function reduced(nodes: readonly DiagramNode[]): [from: string, to: string][] {
  const importsOf = new Map(nodes.map(({ name, imports }) => [name, imports]));
  const reaches = (from: string, to: string): boolean =>
    importsOf.get(from)!.some((each) => each === to || reaches(each, to));
  return nodes.flatMap(({ name, imports }) =>
    imports
      .filter((to) => !imports.some((other) => other !== to && reaches(other, to)))
      .map((to): [string, string] => [name, to]),
  );
}

function line(from: Place, to: Place): string {
  const [start, end] = [from.y + row.box, to.y];
  const middle = (start + end) / 2;
  return `<path d="M${round(from.x)} ${start}C${round(from.x)} ${middle} ${round(to.x)} ${middle} ${round(to.x)} ${end}" fill="none" stroke="#8b98a5"/>`;
}

function box(name: string, { x, y, width }: Place): string {
  const rectangle = `<rect x="${round(x - width / 2)}" y="${y}" width="${round(width)}" height="${row.box}" rx="4" fill="#fff" stroke="#33475b"/>`;
  return `${rectangle}<text x="${round(x)}" y="${y + 18}" text-anchor="middle">${name}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
