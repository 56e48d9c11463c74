import type { VerifyProblem, VerifyProgress } from "../api/verify-events.js";

/** What one page of a check came to. */
export interface CheckedPage {
  counted: Partial<VerifyProgress>;
  problems: VerifyProblem[];
}
