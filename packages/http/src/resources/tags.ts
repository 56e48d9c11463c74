import { jsonResponse } from "../json-response.js";
import type { Route, RouteContext } from "../routes/route.js";
import { type Field, textField, wholeNumberField } from "../schemas/field.js";
import { tagsSchema } from "../schemas/tags.js";
import { given } from "../search/query-part.js";
import { readParameterValues } from "../url-parameters.js";
import type { TagsResponse } from "../wire/tags.js";

const parameters = {
  prefix: textField(100, "what tags begin with", "Only tags that begin with this."),
  limit: wholeNumberField(1, 1000, "Most tags; 100 if not given."),
} as const satisfies Record<string, Field>;

export const tagsRoute: Route = {
  ...{ method: "GET", path: "/tags", name: "listTags", group: "Images", scope: "read" },
  summary: "The tags that most pictures carry",
  description: "Pictures that failed or are half indexed count too.",
  parameters,
  answers: [{ status: 200, description: "The tags.", schema: tagsSchema }],
  problems: ["invalid_input"],
  answer: answerTags,
};

async function answerTags({ revimg, request }: RouteContext): Promise<Response> {
  const { signal } = request;
  const wanted = readParameterValues(request, parameters);
  const answer: TagsResponse = { tags: await revimg.tags({ ...given(wanted), signal }) };
  return jsonResponse(answer);
}
