import type { JsonSchema } from "./component-schemas.js";
import type { OpenApiOperation } from "./document-types.js";
import { type Html, html, prose } from "./html.js";
import { typeOf } from "./page-types.js";

const scopes: Record<string, string> = {
  read: "Needs a key that may read, where reading is not open.",
  write: "Needs a key that may write.",
  admin: "Needs a key for administration.",
};

/** One method of one address. */
export function operationSection(path: string, method: string, operation: OpenApiOperation): Html {
  const { operationId, summary, description, requestBody, parameters = [] } = operation;
  const scope = operation["x-scope"];
  const rows = parameters.map((parameter) => {
    const schema = parameter.schema ?? parameter.content?.["application/json"]?.schema ?? {};
    const type = parameter.content ? html`JSON: ${typeOf(schema)}` : typeOf(schema);
    return { name: parameter.name, type, description: parameter.description };
  });
  return html`<section id="${operationId}" class="operation">
<h3><a href="#${operationId}"><span class="method ${method}">${method.toUpperCase()}</span> <code>${breakable(path)}</code></a></h3>
<p><strong>${summary}.</strong> ${prose(description)}</p>
${scope !== undefined && html`<p class="scope">${scopes[scope]}</p>`}
${rows.length > 0 && html`<h4>Parameters</h4>${memberTable(rows)}`}
${requestBody && bodies(requestBody.content)}
<h4>Answers</h4>
<dl>${Object.entries(operation.responses).map(([status, response]) => answer(status, response))}</dl>
</section>`;
}

function bodies(content: Record<string, { schema?: JsonSchema }>): Html {
  const list = Object.entries(content).map(([type, { schema }]) => {
    const title = html`<h4>Body: <code>${type}</code></h4>`;
    if (!schema) return html`${title}<p>The bytes as they are.</p>`;
    return html`${title}${schema.properties ? schemaTable(schema) : html`<p>${typeOf(schema)}</p>`}`;
  });
  return html`${list}`;
}

function answer(status: string, response: OpenApiOperation["responses"][string]): Html {
  const content = Object.entries(response.content ?? {}).map(([type, { schema }]) => {
    return html` <span class="content"><code>${type}</code>${schema && html`: ${typeOf(schema)}`}</span>`;
  });
  return html`<div><dt><code>${status}</code></dt><dd>${prose(response.description)}${content}</dd></div>`;
}

/** The members of an object. */
export function schemaTable(schema: JsonSchema): Html {
  const required = new Set((schema.required as string[] | undefined) ?? []);
  const members = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  return memberTable(
    members.map(([name, inner]) => ({
      ...{ name, type: typeOf(inner), description: inner.description as string | undefined },
      optional: !required.has(name),
    })),
  );
}

interface Member {
  name: string;
  type: Html;
  description: string | undefined;
  optional?: boolean;
}

function memberTable(members: readonly Member[]): Html {
  const rows = members.map(
    ({ name, type, description, optional }) =>
      html`<tr><th scope="row"><code>${breakable(name)}</code>${optional && html` <small>optional</small>`}</th><td>${type}</td><td>${prose(description)}</td></tr>`,
  );
  return html`<div class="table"><table><thead><tr><th scope="col">Name</th><th scope="col">Value</th><th scope="col">Meaning</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** A name that may be broken where it is made of parts. */
function breakable(name: string): Html {
  return html`${name.split(/(?<=[/_])/).map((part, i) => (i === 0 ? part : html`<wbr>${part}`))}`;
}
