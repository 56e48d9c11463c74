import { createProblem, problemResponse } from "../problem.js";

/** No picture has this id. */
export function unknownImage(id: string): Response {
  return problemResponse(
    createProblem("not_found", `There is no picture with the id ${short(id)}.`),
  );
}

function short(id: string): string {
  return id.length > 64 ? `${id.slice(0, 64)}…` : id;
}
