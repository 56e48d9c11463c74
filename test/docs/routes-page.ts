import type { JsonSchema } from "../../packages/http/src/openapi/component-schemas.js";
import { createDocument } from "../../packages/http/src/openapi/document.js";
import type { OpenApiOperation } from "../../packages/http/src/openapi/document-types.js";
import { routeTable } from "../../packages/http/src/routes/route-table.js";

const scopes: Record<string, string> = {
  read: "Needs a key with `read` where reading is not open.",
  metrics: "Needs a key with `read`, unless `/metrics` is open.",
  write: "Needs a key with `write`.",
  admin: "Needs a key with `admin`.",
};

/** `docs/reference/http-routes.md`: every route, from the OpenAPI document. */
export function routesPage(): string {
  const { paths, tags, components } = createDocument(routeTable, { basePath: "" });
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = tags.map(({ name }) => {
    const members = operations.filter(({ operation }) => operation.tags.includes(name));
    const sections = members.map(({ path, method, operation }) =>
      section(`${method.toUpperCase()} ${path}`, operation),
    );
    return `## ${name}\n\n${sections.join("\n")}`;
  });
  const values = Object.entries(components.schemas).map(
    ([name, schema]) => `### ${name}\n\n${described(schema)}${members(schema)}`,
  );
  return `# HTTP routes

Every route of the server, as \`GET /openapi.json\` describes it. [HTTP](../http.md) is the guide, with examples.

${groups.join("\n")}
## Values

${values.join("\n")}`;
}

function section(title: string, operation: OpenApiOperation): string {
  const { summary, description, parameters = [], requestBody, responses } = operation;
  const scope = scopes[operation["x-scope"] ?? ""];
  const texts = [
    `### ${title}`,
    [`${summary}.`, plain(description), scope].filter(Boolean).join(" "),
  ];
  if (parameters.length > 0) {
    const rows = parameters.map(({ name, required, description: says, schema, content }) => {
      const type = typeOf(schema ?? content?.["application/json"]?.schema ?? {});
      return `| \`${name}\`${required ? "" : " (optional)"} | ${type} | ${cell(says)} |`;
    });
    texts.push(table(["parameter", "value", "meaning"], rows));
  }
  for (const [type, { schema }] of Object.entries(requestBody?.content ?? {})) {
    texts.push(`Body as \`${type}\`: ${schema ? typeOf(schema) : "the bytes as they are"}.`);
    if (schema?.properties) texts.push(members(schema).trim());
  }
  const answers = Object.entries(responses).map(([status, response]) => {
    const schema = Object.values(response.content ?? {})[0]?.schema;
    return `| ${status} | ${schema ? typeOf(schema) : ""} | ${cell(response.description)} |`;
  });
  texts.push(table(["status", "body", "meaning"], answers));
  return `${texts.join("\n\n")}\n`;
}

function members(schema: JsonSchema): string {
  const required = new Set((schema.required as string[] | undefined) ?? []);
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  if (properties.length === 0) return `${typeOf(schema)}\n`;
  const rows = properties.map(
    ([name, inner]) =>
      `| \`${name}\`${required.has(name) ? "" : " (optional)"} | ${typeOf(inner)} | ${cell(inner.description as string)} |`,
  );
  return `${table(["name", "value", "meaning"], rows)}\n`;
}

function described({ description }: JsonSchema): string {
  return description ? `${plain(description as string)}\n\n` : "";
}

function table(titles: string[], rows: string[]): string {
  return `| ${titles.join(" | ")} |\n|${"---|".repeat(titles.length)}\n${rows.join("\n")}`;
}

/** A type in words; named ones lead to their section. */
function typeOf(schema: JsonSchema): string {
  const {
    $ref,
    type,
    enum: values,
    const: only,
    items,
    anyOf,
    oneOf,
  } = schema as {
    $ref?: string;
    type?: string | string[];
    enum?: unknown[];
    const?: unknown;
    items?: JsonSchema;
    anyOf?: JsonSchema[];
    oneOf?: JsonSchema[];
  };
  const name = $ref?.split("/").at(-1);
  if (name !== undefined) return `[${name}](#${name.toLowerCase()})`;
  const choices = anyOf ?? oneOf;
  if (choices) return [...new Set(choices.map(typeOf))].join(" or ");
  if (values) return values.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (only !== undefined) return `\`${JSON.stringify(only)}\``;
  if (type === "array") return items ? `list of ${typeOf(items)}` : "list";
  if (Array.isArray(type)) return type.join(" or ");
  return type ?? "any";
}

function plain(text = ""): string {
  return text.replaceAll(/\s*\n\s*/g, " ").replaceAll(/<(?=\w)/g, "&lt;");
}

function cell(text = ""): string {
  return plain(text).replaceAll("|", "\\|");
}
