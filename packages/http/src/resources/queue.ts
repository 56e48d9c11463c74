import { jsonResponse } from "../json-response.js";
import { createProblem, problemResponse } from "../problem.js";
import type { Route, RouteContext } from "../routes/route.js";
import { wholeNumberField } from "../schemas/field.js";
import { deadLetterListSchema, queueSchema, retriedSchema } from "../schemas/queue.js";
import { given } from "../search/query-part.js";
import type { ServerQueue } from "../server-queue.js";
import { readParameters, readParameterValues } from "../url-parameters.js";
import { type DeadLetterListResponse, toDeadLetterRecord, toQueueResponse } from "../wire/queue.js";

const common = { group: "Queue", scope: "admin" } as const;
const problems = ["invalid_input", "not_found", "store_failed"] as const;
const parameters = { limit: wholeNumberField(1, 1000, "Shards; 100 if not given.") };

export const queueRoutes: readonly Route[] = [
  {
    ...common,
    ...{ method: "GET", path: "/queue", name: "getQueue" },
    summary: "What waits for workers, what they do, and how fast it goes",
    description: "404 for a server whose jobs do not go to workers.",
    answers: [{ status: 200, description: "The state of the queue.", schema: queueSchema }],
    problems,
    answer: (context) => withQueue(context, answerStatus),
  },
  {
    ...common,
    ...{ method: "GET", path: "/queue/dead-letters", name: "listDeadLetters" },
    summary: "Shards that were given up, and why",
    parameters,
    answers: [{ status: 200, description: "The oldest.", schema: deadLetterListSchema }],
    problems,
    answer: (context) => withQueue(context, answerDeadLetters),
  },
  {
    ...common,
    ...{ method: "POST", path: "/queue/retry", name: "retryDeadLetters" },
    summary: "Puts all shards that were given up back onto the queue",
    answers: [{ status: 200, description: "They wait again.", schema: retriedSchema }],
    problems,
    answer: (context) => withQueue(context, answerRetry),
  },
];

function withQueue(
  context: RouteContext,
  answer: (queue: ServerQueue, context: RouteContext) => Promise<Response>,
): Response | Promise<Response> {
  const { queue } = context.host;
  if (queue) return answer(queue, context);
  const detail = "The jobs of this server do not go to workers, so it has no queue.";
  return problemResponse(createProblem("not_found", detail));
}

async function answerStatus(queue: ServerQueue, { request }: RouteContext): Promise<Response> {
  readParameters(request, []);
  return jsonResponse(toQueueResponse(await queue.status({ signal: request.signal })));
}

async function answerDeadLetters(queue: ServerQueue, { request }: RouteContext): Promise<Response> {
  const values = given(readParameterValues(request, parameters));
  const shards = await queue.deadLetters({ ...values, signal: request.signal });
  const list: DeadLetterListResponse = { dead_letters: shards.map(toDeadLetterRecord) };
  return jsonResponse(list);
}

async function answerRetry(queue: ServerQueue, { request }: RouteContext): Promise<Response> {
  readParameters(request, []);
  return jsonResponse({ retried: await queue.retry({ signal: request.signal }) });
}
