import type { VerifyProblem, VerifyProgress } from "../api/verify-events.js";

/** The result of checking one page. */
export interface CheckedPage {
  counted: Partial<VerifyProgress>;
  problems: VerifyProblem[];
}
