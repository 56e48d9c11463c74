import { createHash } from "node:crypto";
import type { OpenApiDocument } from "./document-types.js";
import { html, prose } from "./html.js";
import { operationSection, schemaTable } from "./page-operation.js";
import { pageStyle } from "./page-style.js";
import { typeOf } from "./page-types.js";

/** Only this page's own style is let in. */
const styleHash = createHash("sha256").update(pageStyle).digest("base64");

const headers = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-cache",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
};

/** An OpenAPI document as a page that needs no script and nothing from elsewhere. */
export function pageResponse(document: OpenApiDocument): Response {
  return new Response(pageOf(document), { headers });
}

function pageOf({ info, servers, tags, paths, components }: OpenApiDocument): string {
  const base = servers[0]?.url.replace(/\/$/, "") ?? "";
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = tags.map(({ name }) => {
    return { name, members: operations.filter(({ operation }) => operation.tags.includes(name)) };
  });
  const links = groups.map(
    ({ name, members }) =>
      html`<h2>${name}</h2><ul>${members.map(
        ({ operation, method, path }) =>
          html`<li><a href="#${operation.operationId}"><span class="method ${method}">${method.toUpperCase()}</span> <code>${path}</code></a></li>`,
      )}</ul>`,
  );
  const sections = groups.map(
    ({ name, members }) =>
      html`<h2>${name}</h2>${members.map(({ path, method, operation }) =>
        operationSection(base + path, method, operation),
      )}`,
  );
  const schemas = Object.entries(components.schemas).map(
    ([
      name,
      schema,
    ]) => html`<section id="schema-${name}" class="schema"><h3><a href="#schema-${name}">${name}</a></h3>
<p>${prose(schema.description as string | undefined)}</p>
${schema.properties ? schemaTable(schema) : html`<p>${typeOf(schema)}</p>`}</section>`,
  );
  // The style is not text to escape.
  const [before, after] = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${info.title}: HTTP interface</title><link rel="icon" href="data:,"><style>\0</style></head>
<body><header><h1>${info.title}</h1>
<p>${prose(info.description)} Version ${info.version} of the interface, also as <a href="${base}/openapi.json">OpenAPI 3.1</a>.</p>
<nav aria-label="Contents">${links}</nav></header>
<main>${sections}<h2>Values</h2>${schemas}</main></body></html>
`.text.split("\0");
  return `${before}${pageStyle}${after}`;
}
