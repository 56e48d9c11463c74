import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";

/** Everything below `/api` is `@revimg/http`'s: this route only hands the request over. */
export function loader({ request, context }: LoaderFunctionArgs): Promise<Response> {
  return context.api(request);
}

export function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  return context.api(request);
}
