import { nearestName } from "../lib/did-you-mean.js";

/** Gets the wrong field, such as `image.input.size`, and what was expected. Throws. */
export type Refuse = (field: string, expected: string) => never;

/** Reads the fields of a JSON object one by one, and names a wrong one. */
export class FieldReader {
  readonly #value: Record<string, unknown>;
  readonly #path: string;
  readonly #refuse: Refuse;
  readonly #read = new Set<string>();

  constructor(value: unknown, path: string, refuse: Refuse) {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      refuse(path || "the whole file", "an object");
    }
    this.#value = value as Record<string, unknown>;
    this.#path = path;
    this.#refuse = refuse;
  }

  has(name: string): boolean {
    return this.#take(name) !== undefined;
  }

  isNull(name: string): boolean {
    return this.#take(name) === null;
  }

  isObject(name: string): boolean {
    const value = this.#take(name);
    return typeof value === "object" && value !== null;
  }

  keys(): string[] {
    return Object.keys(this.#value);
  }

  text(name: string, pattern = /\S/, expected = "a text"): string {
    const value = this.#take(name);
    if (typeof value === "string" && pattern.test(value)) return value;
    return this.refuse(name, expected);
  }

  integer(name: string, min: number, max: number): number {
    const value = this.#take(name);
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) {
      return value as number;
    }
    return this.refuse(name, `a whole number from ${min} to ${max}`);
  }

  /** Above `min`, at most `max`. */
  number(name: string, min: number, max: number): number {
    const value = this.#take(name);
    if (typeof value === "number" && value > min && value <= max) return value;
    return this.refuse(name, `a number above ${min} and at most ${max}`);
  }

  /** A value each for red, green and blue; from `min` to `max`. */
  colours(name: string, min: number, max = 1): [number, number, number] {
    const value = this.#take(name);
    const isColour = (part: unknown) => typeof part === "number" && part >= min && part <= max;
    if (Array.isArray(value) && value.length === 3 && value.every(isColour)) {
      return value as [number, number, number];
    }
    return this.refuse(name, `three numbers from ${min} to ${max}, for red, green and blue`);
  }

  /** One of a few words; `undefined` when the field is absent. */
  choice<T extends string>(name: string, words: readonly T[]): T | undefined {
    const value = this.#take(name);
    if (value === undefined) return undefined;
    const word = words.find((each) => each === value);
    if (word !== undefined) return word;
    const near = typeof value === "string" ? nearestName(value, words) : undefined;
    const list = `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
    return this.refuse(name, near === undefined ? list : `${list} (did you mean ${near}?)`);
  }

  texts(name: string, pattern: RegExp, expected: string): string[] {
    const value = this.#take(name);
    const isRight = (part: unknown) => typeof part === "string" && pattern.test(part);
    if (Array.isArray(value) && value.length > 0 && value.every(isRight)) return value as string[];
    return this.refuse(name, expected);
  }

  /** A list of at least one object. */
  objects(name: string): FieldReader[] {
    const value = this.#take(name);
    if (!Array.isArray(value) || value.length === 0) return this.refuse(name, "a list of objects");
    return value.map((each, at) => new FieldReader(each, `${this.#at(name)}.${at}`, this.#refuse));
  }

  object(name: string): FieldReader {
    return new FieldReader(this.#take(name), this.#at(name), this.#refuse);
  }

  refuse(name: string, expected: string): never {
    return this.#refuse(this.#at(name), expected);
  }

  /**
   * Refuses fields that nobody read, and names the field that was probably meant.
   * Otherwise a typing error in an optional field's name would go unnoticed, and a field
   * of a later version would be ignored.
   */
  end(): void {
    for (const name of this.keys()) {
      if (this.#read.has(name)) continue;
      const near = nearestName(name, [...this.#read]);
      const known = near ? `did you mean ${near}?` : `there are ${[...this.#read].join(", ")}`;
      this.refuse(name, `absent, for there is no such field (${known})`);
    }
  }

  #take(name: string): unknown {
    this.#read.add(name);
    return this.#value[name];
  }

  #at(name: string): string {
    return this.#path === "" ? name : `${this.#path}.${name}`;
  }
}
