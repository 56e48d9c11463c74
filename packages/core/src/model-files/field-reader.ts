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

  /** A value each for red, green and blue; from `min` to 1. */
  colours(name: string, min: number): [number, number, number] {
    const value = this.#take(name);
    const isColour = (part: unknown) => typeof part === "number" && part >= min && part <= 1;
    if (Array.isArray(value) && value.length === 3 && value.every(isColour)) {
      return value as [number, number, number];
    }
    return this.refuse(name, `three numbers from ${min} to 1, for red, green and blue`);
  }

  texts(name: string, pattern: RegExp, expected: string): string[] {
    const value = this.#take(name);
    const isRight = (part: unknown) => typeof part === "string" && pattern.test(part);
    if (Array.isArray(value) && value.length > 0 && value.every(isRight)) return value as string[];
    return this.refuse(name, expected);
  }

  object(name: string): FieldReader {
    return new FieldReader(this.#take(name), this.#at(name), this.#refuse);
  }

  refuse(name: string, expected: string): never {
    return this.#refuse(this.#at(name), expected);
  }

  /**
   * Refuses fields that nobody read. Otherwise a typing error in an optional field's
   * name would go unnoticed.
   */
  end(): void {
    for (const name of this.keys()) {
      if (!this.#read.has(name)) this.refuse(name, `one of ${[...this.#read].join(", ")}`);
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
