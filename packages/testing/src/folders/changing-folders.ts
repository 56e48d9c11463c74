import { createHash } from "node:crypto";
import { copyFile, mkdir, rename, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What one change did to the files. */
export const changes = [
  "add",
  "rename",
  "swap",
  "rotate",
  "shift",
  "replace",
  "edit",
  "copy",
  "delete",
  "break",
  "hide",
  "show",
] as const;
export type Change = (typeof changes)[number];

export interface ChangingFoldersOptions {
  /** Folder in which the folders are made. */
  parent: string;
  /** Pictures to begin with. */
  pictures: number;
  /** The encoded picture of a number; another one for each number. */
  draw(number: number): Promise<Uint8Array>;
  /** Of values in [0, 1). */
  random(): number;
}

/** Every file has this time, so that only its content or its name tells it from another. */
const fixedTime = 1_700_000_000;

/**
 * Two folders of pictures in which a person works: files are added, renamed,
 * exchanged, overwritten, copied, deleted, broken, and at times can't be read.
 */
export class ChangingFolders {
  readonly folders: readonly string[];
  /** SHA-256 of each file that can be read and is a picture, by path. */
  readonly pictures = new Map<string, string>();
  /** Files that can be read and are no pictures. */
  readonly broken = new Set<string>();
  /** Files that can't be read, and where their content is meanwhile. */
  readonly hidden = new Map<string, string>();
  readonly #hiddenContents = new Map<string, string>();
  readonly #options: ChangingFoldersOptions;
  #drawn = 0;
  #named = 0;

  private constructor(options: ChangingFoldersOptions) {
    this.#options = options;
    this.folders = ["one", "two"].map((name) => join(options.parent, name));
  }

  static async create(options: ChangingFoldersOptions): Promise<ChangingFolders> {
    const folders = new ChangingFolders(options);
    for (const folder of folders.folders) await mkdir(join(folder, "deeper"), { recursive: true });
    await mkdir(join(options.parent, "aside"));
    for (let i = 0; i < options.pictures; i++) await folders.#add();
    return folders;
  }

  /** Does one thing at random, and tells what. */
  async change(): Promise<Change> {
    const change = this.#pick(changes);
    const paths = [...this.pictures.keys()];
    if (paths.length < 6 && !["add", "copy", "show"].includes(change)) return this.change();
    const path = paths.length > 0 ? this.#pick(paths) : "";
    if (change === "show" ? this.hidden.size === 0 : change === "copy" && !path) {
      return this.change();
    }
    if (change === "add") await this.#add();
    else if (change === "rename") await this.#move(path, this.#newPath());
    else if (change === "swap") await this.#rotate(2);
    else if (change === "rotate") await this.#rotate(3 + Math.floor(this.#options.random() * 3));
    else if (change === "shift") await this.#shift();
    else if (change === "replace") {
      await this.#move(path, this.#newPath());
      await this.#write(path);
    } else if (change === "edit") await this.#write(path);
    else if (change === "copy") await this.#copy(path);
    else if (change === "delete") await this.#delete(path);
    else if (change === "break") await this.#break(path);
    else if (change === "hide") await this.#hide(path);
    else await this.#show();
    return change;
  }

  /** A new file, or a broken one is mended. */
  async #add(): Promise<void> {
    const broken = [...this.broken];
    const mends = broken.length > 0 && this.#options.random() < 0.3;
    const path = mends ? this.#pick(broken) : this.#newPath();
    this.broken.delete(path);
    await this.#write(path);
  }

  /** Puts a picture that was nowhere before into a file. */
  async #write(path: string): Promise<void> {
    const bytes = await this.#options.draw(this.#drawn++);
    await writeFile(path, bytes);
    await utimes(path, fixedTime, fixedTime);
    this.pictures.set(path, createHash("sha256").update(bytes).digest("hex"));
  }

  async #move(from: string, to: string): Promise<void> {
    await rename(from, to);
    this.pictures.set(to, this.pictures.get(from)!);
    this.pictures.delete(from);
  }

  /** Exchanges the names of so many files in a circle. */
  async #rotate(count: number): Promise<void> {
    const paths = this.#pickSome(count);
    const last = paths.at(-1)!;
    const aside = join(this.#options.parent, "aside", "turn");
    const content = this.pictures.get(last)!;
    await rename(last, aside);
    for (let i = paths.length - 1; i > 0; i--) await this.#move(paths[i - 1]!, paths[i]!);
    await rename(aside, paths[0]!);
    this.pictures.set(paths[0]!, content);
  }

  /** A chain: each takes the name of the next, the last one a new name. */
  async #shift(): Promise<void> {
    const paths = this.#pickSome(4);
    await this.#move(paths.at(-1)!, this.#newPath());
    for (let i = paths.length - 1; i > 0; i--) await this.#move(paths[i - 1]!, paths[i]!);
  }

  async #copy(path: string): Promise<void> {
    const others = [...this.pictures.keys()].filter((other) => other !== path);
    const isNew = this.#options.random() < 0.7 || others.length === 0;
    const to = isNew ? this.#newPath() : this.#pick(others);
    await copyFile(path, to);
    await utimes(to, fixedTime, fixedTime);
    this.pictures.set(to, this.pictures.get(path)!);
  }

  async #delete(path: string): Promise<void> {
    await rm(path);
    this.pictures.delete(path);
  }

  async #break(path: string): Promise<void> {
    await writeFile(path, `no picture ${this.#drawn++}`);
    this.pictures.delete(path);
    this.broken.add(path);
  }

  /** A link to itself can't be read by anybody, whatever his rights. */
  async #hide(path: string): Promise<void> {
    const aside = join(this.#options.parent, "aside", String(this.#named++));
    await rename(path, aside);
    await symlink(path, path);
    this.hidden.set(path, aside);
    this.#hiddenContents.set(path, this.pictures.get(path)!);
    this.pictures.delete(path);
  }

  async #show(): Promise<void> {
    const [path, aside] = this.#pick([...this.hidden]);
    await rename(aside, path);
    this.hidden.delete(path);
    this.pictures.set(path, this.#hiddenContents.get(path)!);
  }

  #newPath(): string {
    const folder = this.#pick(this.folders);
    const inner = this.#options.random() < 0.3 ? "deeper" : "";
    // Names come in no order of time, so that a run meets them in any.
    const name = Math.floor(this.#options.random() * 1e6).toString(36);
    return join(folder, inner, `${name}-${this.#named++}.png`);
  }

  #pickSome(count: number): string[] {
    const paths = [...this.pictures.keys()];
    const some: string[] = [];
    while (some.length < Math.min(count, this.pictures.size)) {
      some.push(...paths.splice(Math.floor(this.#options.random() * paths.length), 1));
    }
    return some;
  }

  #pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.#options.random() * values.length)]!;
  }
}
