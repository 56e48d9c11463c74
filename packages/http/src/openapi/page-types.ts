import type { JsonSchema } from "./component-schemas.js";
import { type Html, html } from "./html.js";

/** What a schema says of a value, in a few words. */
export function typeOf(schema: JsonSchema): Html {
  if (typeof schema.$ref === "string") {
    const name = schema.$ref.replace(/^.*\//, "");
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const several = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(several)) return joined(several.map(typeOf), " or ");
  if (Array.isArray(schema.enum)) return joined(schema.enum.map(code), ", ");
  if ("const" in schema) return code(schema.const);
  if (Array.isArray(schema.prefixItems))
    return html`[${joined(schema.prefixItems.map(typeOf), ", ")}]`;
  if (schema.type === "array") return html`list of ${typeOf((schema.items ?? {}) as JsonSchema)}`;
  if (schema.type === "object") return objectType(schema);
  return html`${typeName(schema)}${limits(schema)}`;
}

function objectType({ properties, additionalProperties }: JsonSchema): Html {
  if (properties) {
    const members = Object.entries(properties as Record<string, JsonSchema>);
    const list = members.map(([name, inner]) => html`<code>${name}</code>: ${typeOf(inner)}`);
    return html`{ ${joined(list, ", ")} }`;
  }
  if (typeof additionalProperties !== "object") return html`object`;
  return html`object of ${typeOf(additionalProperties as JsonSchema)}`;
}

function typeName({ type, format }: JsonSchema): string {
  if (format === "binary") return "file";
  if (format === "date-time") return "date and time (ISO 8601)";
  const names: Record<string, string> = {
    ...{ string: "text", integer: "whole number", number: "number", boolean: "true or false" },
    null: "null",
  };
  return names[String(type)] ?? "any value";
}

function limits({ minimum, maximum, maxLength }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  if (minimum !== undefined) return `, at least ${minimum}`;
  if (maximum !== undefined) return `, at most ${maximum}`;
  return maxLength === undefined ? "" : `, at most ${maxLength} characters`;
}

function code(value: unknown): Html {
  return html`<code>${typeof value === "string" ? value : JSON.stringify(value)}</code>`;
}

function joined(pieces: readonly Html[], between: string): Html {
  return html`${pieces.map((piece, i) => (i === 0 ? piece : html`${between}${piece}`))}`;
}
