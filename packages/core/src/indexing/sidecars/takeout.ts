import type { Fields } from "./columns.js";

/** What Google Takeout puts between a picture's name and `.json`. */
const suffix = "supplemental-metadata";

/** Takeout cuts what is before `.json` at this many characters. */
const maxStemLength = 46;

/** Whether an object is what Takeout writes about a picture. */
export function isTakeout(object: Record<string, unknown>): boolean {
  return "photoTakenTime" in object || "googlePhotosOrigin" in object;
}

/** Takeout's fields by our names: its `url` is a page, and people are tags. */
export function takeoutFields({ title, url, people }: Record<string, unknown>): Fields {
  const named = Array.isArray(people) ? people : [];
  const names = named.flatMap((person) => {
    const name = (person as { name?: unknown } | null)?.name;
    return typeof name === "string" ? [name] : [];
  });
  return { title, page_url: url, tags: names.length > 0 ? names : undefined };
}

/** Of the names in a folder those of Takeout's files, by what `takeoutFileOf` looks for. */
export function takeoutFilesIn(names: Iterable<string>): Map<string, string> {
  const files = new Map<string, string>();
  for (const name of names) {
    const [, whole, number] = /^(.+?)(?:\((\d+)\))?\.json$/i.exec(name) ?? [];
    if (whole === undefined) continue;
    const dot = whole.lastIndexOf(".");
    const isSuffix = dot > 0 && suffix.startsWith(whole.slice(dot + 1).toLowerCase());
    if (isSuffix) files.set(keyOf(whole.slice(0, dot), number), name);
    else if (number !== undefined || whole.length >= maxStemLength) {
      files.set(keyOf(whole, number), name);
    }
  }
  return files;
}

/**
 * Takeout's file about the picture `name`. The number of `IMG_1(2).jpg` is at the
 * end there: `IMG_1.jpg.supplemental-metadata(2).json`, in older archives
 * `IMG_1.jpg(2).json`.
 */
export function takeoutFileOf(
  name: string,
  files: ReadonlyMap<string, string>,
): string | undefined {
  const [, start, number, extension] = /^(.+)\((\d+)\)(\.[^.]+)$/.exec(name) ?? [];
  const plain = [name, undefined] as const;
  const forms = start === undefined ? [plain] : [plain, [start + extension, number] as const];
  for (const [whole, numbered] of forms) {
    for (const stem of [whole, whole.slice(0, maxStemLength)]) {
      const file = files.get(keyOf(stem, numbered));
      if (file !== undefined) return file;
    }
  }
  return undefined;
}

function keyOf(stem: string, number: string | undefined): string {
  return `${stem.normalize("NFC")}/${number ?? ""}`;
}
