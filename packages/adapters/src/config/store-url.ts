import { didYouMean } from "@revimg/core";
import { maskUrl } from "./mask.js";
import { invalidConfig, type Place, refusal } from "./place.js";

/** The parameters that a URL may have, each with the rule for its value. */
export type Parameters = Readonly<Record<string, { expected: string; pattern: RegExp }>>;

/** Any text but the empty one, which is probably a mistake. */
export const anyText = { expected: "a text", pattern: /^.+$/s };

export const yesOrNo = { expected: "true or false", pattern: /^(true|false)$/ };

export const webAddress = {
  expected: "an address such as https://storage.example.com",
  pattern: /^https?:\/\/[^/@?#\s][^@?#\s]*$/,
};

const encodeAdvice = "In a user, a password or a path, anything special must be percent-encoded.";

/** The URL of a store. The row of its scheme reads it. */
export class StoreUrl {
  readonly text: string;
  readonly place: Place;
  /** The text after the scheme. */
  readonly rest: string;
  readonly #form: string;

  /** `form`: what such a URL looks like, for messages. */
  constructor(text: string, place: Place, form: string) {
    this.text = text;
    this.place = place;
    this.rest = text.replace(/^[^:]*:/, "");
    this.#form = form;
  }

  /** As a URL. Throws `invalid_config` if it can't be read as one. */
  get url(): URL {
    if (!URL.canParse(this.text) || this.text.includes("#")) {
      throw this.refuse(encodeAdvice);
    }
    return new URL(this.text);
  }

  /**
   * The parameters by name. Throws `invalid_config` for a parameter that is unknown,
   * wrong or given twice.
   */
  parameters<Known extends Parameters>(known: Known): { [Name in keyof Known]?: string } {
    const scheme = this.text.slice(0, this.text.indexOf(":"));
    const values: { [Name in keyof Known]?: string } = {};
    for (const [name, value] of this.url.searchParams) {
      // Probably the rest of a password with a question mark in it.
      if (!/^[\w.-]+$/.test(name)) throw this.refuse(encodeAdvice);
      const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
      if (parameter === undefined) {
        throw invalidConfig(
          this.place,
          `${this.place.name}: ${name} is not a parameter of ${scheme}: URLs. ${didYouMean(name, Object.keys(known))}`,
        );
      }
      if (Object.hasOwn(values, name)) {
        throw invalidConfig(this.place, `${this.place.name} has the parameter ${name} twice.`);
      }
      if (!parameter.pattern.test(value)) {
        const place = { ...this.place, name: `${name} in ${this.place.name}` };
        throw refusal(place, parameter.expected, value);
      }
      values[name as keyof Known] = value;
    }
    return values;
  }

  refuse(advice = ""): Error {
    return refusal(this.place, `a URL like ${this.#form}`, this.text, advice);
  }

  /** As a person reads it. */
  shown(parameters: Parameters): string {
    return maskUrl(this.text, Object.keys(parameters));
  }
}
