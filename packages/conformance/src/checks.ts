import assert, { AssertionError } from "node:assert/strict";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { isRevimgError, type RevimgErrorCode } from "@revimg/core";

/** How long an eventually consistent store may take to show a write. */
const eventualMs = 30_000;

/** Checks once. For a store of `consistency: "eventual"`, checks again until it holds, up to 30 s. */
export async function eventually<T>(
  { capabilities }: { capabilities: { consistency?: "strong" | "eventual" } },
  check: () => Promise<T>,
): Promise<T> {
  const until = capabilities.consistency === "eventual" ? Date.now() + eventualMs : 0;
  for (let waitMs = 20; ; waitMs = Math.min(2 * waitMs, 1_000)) {
    try {
      return await check();
    } catch (error) {
      if (!(error instanceof AssertionError) || Date.now() >= until) throw error;
    }
    await delay(waitMs);
  }
}

/** The call rejects with a `RevimgError` of this code. */
export async function rejectsWith(
  code: RevimgErrorCode,
  what: string,
  call: () => Promise<unknown>,
): Promise<void> {
  const error = await failureOf(call);
  assert.ok(error !== undefined, `${what} should have rejected with ${code}, but resolved`);
  assert.ok(
    isRevimgError(error.thrown, code),
    `${what} should have rejected with a RevimgError of code ${code}, but did with ${described(error.thrown)}`,
  );
}

/** The call rejects with exactly this value. */
export async function rejectsWithReason(
  reason: unknown,
  what: string,
  call: () => Promise<unknown>,
): Promise<void> {
  const error = await failureOf(call);
  assert.ok(error !== undefined, `${what} should have rejected with signal.reason, but resolved`);
  assert.ok(
    error.thrown === reason,
    `${what} should have rejected with signal.reason itself, but did with ${described(error.thrown)}`,
  );
}

async function failureOf(call: () => Promise<unknown>): Promise<{ thrown: unknown } | undefined> {
  try {
    await call();
  } catch (thrown) {
    return { thrown };
  }
  return undefined;
}

function described(error: unknown): string {
  return isRevimgError(error) ? `${error.code}: ${error.message}` : String(error);
}

/**
 * Aborts a call in the turn in which it was made: it must reject with the reason. Then
 * aborts another call some milliseconds later, while it is being worked on. That call
 * may be done by then, but must not reject with anything else.
 */
export async function rejectsWhenAborted(
  what: string,
  call: (signal: AbortSignal) => Promise<unknown>,
): Promise<void> {
  const controller = new AbortController();
  const reason = new Error("aborted by a conformance case");
  const calling = call(controller.signal);
  controller.abort(reason);
  await rejectsWithReason(reason, `${what}, aborted in flight,`, () => calling);
  for (const laterMs of [0, 1, 3, 10]) {
    const later = new AbortController();
    const settled = failureOf(() => call(later.signal));
    await delay(laterMs);
    later.abort(reason);
    const error = await settled;
    assert.ok(
      error === undefined || error.thrown === reason,
      `${what}, aborted ${laterMs} ms after the call, should have resolved or rejected with signal.reason itself, but rejected with ${described(error?.thrown)}`,
    );
  }
}

/**
 * Repeats a call that fails with a retryable error, as core does. Another process's
 * lock may cause one.
 */
export async function retried<T>(call: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await call();
    } catch (error) {
      if (!isRevimgError(error) || !error.retryable || attempts === 10) throw error;
    }
    await delay(10 * attempts * Math.random());
  }
}

/**
 * Repeats a check while work is under way. When this settles, the work has ended, even
 * if a check failed.
 */
export async function whileRunning(
  work: Promise<unknown>,
  look: () => Promise<void>,
): Promise<void> {
  let isRunning = true;
  const ended = work.finally(() => {
    isRunning = false;
  });
  try {
    while (isRunning) {
      await look();
      await nextTurn();
    }
  } finally {
    await ended.catch(() => undefined);
  }
  await ended;
}

/**
 * Parts of a size that every store takes. Where possible, it is not the largest that
 * the store takes.
 */
export function inParts<T>(values: readonly T[], maxBatch: number): T[][] {
  const size = Math.max(1, Math.min(500, Math.floor(maxBatch / 2)));
  const parts: T[][] = [];
  for (let start = 0; start < values.length; start += size) {
    parts.push(values.slice(start, start + size));
  }
  return parts;
}

/** `capabilities.maxBatch`, but at most 10,000: a case can't try more in reasonable time. */
export function fullBatch({ capabilities }: { capabilities: { maxBatch: number } }): number {
  return Math.min(capabilities.maxBatch, 10_000);
}

/** Numbers from 0, `count` of them. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

/** Both lists have the same values, each as often, in any order. */
export function sameMembers(actual: readonly string[], expected: readonly string[]): void {
  assert.deepEqual([...actual].sort(), [...expected].sort());
}
