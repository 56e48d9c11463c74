/** What came of a form. */
export interface Outcome {
  /** What was done, in a sentence. */
  done: string | null;
  /** Why it was not. */
  problem: string | null;
}

export function done(sentence: string): Outcome {
  return { done: sentence, problem: null };
}

export function refused(sentence: string): Outcome {
  return { done: null, problem: sentence };
}
