import { expect, test } from "vitest";
import { SingleFlight } from "./single-flight.js";

/** Work that ends when it is told to, or when it is stopped. */
function slowWork() {
  let runs = 0;
  let stopped = 0;
  const ends: (() => void)[] = [];
  const fails: ((error: Error) => void)[] = [];
  const work = (signal: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      runs += 1;
      ends.push(() => resolve("done"));
      fails.push(reject);
      signal.addEventListener("abort", () => {
        stopped += 1;
        reject(signal.reason);
      });
    });
  return { work, ends, fails, runs: () => runs, stopped: () => stopped };
}

test("work of one key runs once for all who wait for it", async () => {
  const flights = new SingleFlight<string>();
  const { work, ends, runs } = slowWork();
  const waiting = Array.from({ length: 50 }, () => flights.run("a", undefined, work));
  expect(flights.has("a")).toBe(true);
  ends[0]!();
  expect(await Promise.all(waiting)).toEqual(Array(50).fill("done"));
  expect(runs()).toBe(1);
  expect(flights.has("a")).toBe(false);
});

test("who aborts stops waiting, and the others get their answer", async () => {
  const flights = new SingleFlight<string>();
  const { work, ends, runs, stopped } = slowWork();
  const controllers = Array.from({ length: 3 }, () => new AbortController());
  const waiting = controllers.map(({ signal }) => flights.run("a", signal, work));
  const reason = new Error("gone");
  controllers[0]!.abort(reason);
  await expect(waiting[0]).rejects.toBe(reason);
  expect(stopped()).toBe(0);
  ends[0]!();
  expect(await Promise.all(waiting.slice(1))).toEqual(["done", "done"]);
  expect(runs()).toBe(1);
});

test("when the last one aborts the work is stopped, and the next one starts anew", async () => {
  const flights = new SingleFlight<string>();
  const { work, ends, runs, stopped } = slowWork();
  const controllers = [new AbortController(), new AbortController()];
  const waiting = controllers.map(({ signal }) => flights.run("a", signal, work));
  for (const controller of controllers) controller.abort(new Error("gone"));
  await Promise.allSettled(waiting);
  expect(stopped()).toBe(1);
  const again = flights.run("a", undefined, work);
  ends[1]!();
  expect(await again).toBe("done");
  expect(runs()).toBe(2);
});

test("a failure is everyone's who waits, and no one's later", async () => {
  const flights = new SingleFlight<string>();
  const { work, ends, fails } = slowWork();
  const waiting = [flights.run("a", undefined, work), flights.run("a", undefined, work)];
  const failure = new Error("broken");
  fails[0]!(failure);
  expect(await Promise.allSettled(waiting)).toEqual([
    { status: "rejected", reason: failure },
    { status: "rejected", reason: failure },
  ]);
  const again = flights.run("a", undefined, work);
  ends[1]!();
  expect(await again).toBe("done");
});

test("an aborted signal starts nothing", async () => {
  const { work, runs } = slowWork();
  const flights = new SingleFlight<string>();
  const reason = new Error("gone");
  await expect(flights.run("a", AbortSignal.abort(reason), work)).rejects.toBe(reason);
  expect(runs()).toBe(0);
});

test("closing stops what runs and waits for its end", async () => {
  const flights = new SingleFlight<string>();
  const { work, stopped } = slowWork();
  const waiting = flights.run("a", undefined, work);
  const settled = expect(waiting).rejects.toThrow();
  await flights.close();
  expect(stopped()).toBe(1);
  await settled;
});
