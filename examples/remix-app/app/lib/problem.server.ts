import { data } from "@remix-run/node";
import { pageStatusOf, problemOfError } from "./problem-response";

/** Throws a failed call of the API again, as what an error page shows. */
export function throwProblem(error: unknown): never {
  const problem = problemOfError(error);
  throw data(problem, { status: pageStatusOf(problem) });
}
