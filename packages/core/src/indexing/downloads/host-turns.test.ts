import { expect, test } from "vitest";
import { HostTurns } from "./host-turns.js";

const forever = new AbortController().signal;

/** A request that ends when the test says so. */
function request(log: string[], name: string) {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const work = async () => {
    log.push(name);
    await ended;
  };
  return { work, end };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a host is asked for so many at once, in order; another host does not wait", async () => {
  const turns = new HostTurns({ perHost: 2, hostDelayMs: 0 });
  const log: string[] = [];
  const requests = ["1", "2", "3", "4"].map((name) => request(log, name));
  const other = request(log, "other");
  const all = requests.map(({ work }) => turns.take("a.example", forever, work));
  all.push(turns.take("b.example", forever, other.work));
  await settled();
  expect(log).toEqual(["1", "2", "other"]);
  requests[1]!.end();
  await settled();
  expect(log).toEqual(["1", "2", "other", "3"]);
  for (const { end } of [...requests, other]) end();
  await Promise.all(all);
  expect(log).toEqual(["1", "2", "other", "3", "4"]);
});

test("between two starts there is the rest, also when the first one fails", async () => {
  const hostDelayMs = 60;
  const turns = new HostTurns({ perHost: 1, hostDelayMs });
  const starts: number[] = [];
  const fail = async () => {
    starts.push(performance.now());
    throw new Error("refused");
  };
  const all = await Promise.allSettled([1, 2, 3].map(() => turns.take("a", forever, fail)));
  expect(all.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(starts).toHaveLength(3);
  // A timer may fire up to a millisecond early.
  for (const i of [1, 2])
    expect(starts[i]! - starts[i - 1]!).toBeGreaterThanOrEqual(hostDelayMs - 1);
});

test("a host that asks for a rest gets it", async () => {
  const turns = new HostTurns({ perHost: 4, hostDelayMs: 0 });
  const before = performance.now();
  turns.hold("a", 80);
  await turns.take("a", forever, async () => {});
  expect(performance.now() - before).toBeGreaterThanOrEqual(79);
});

test("an abort ends the wait", async () => {
  const turns = new HostTurns({ perHost: 1, hostDelayMs: 600_000 });
  const stop = new AbortController();
  await turns.take("a", stop.signal, async () => {});
  const waiting = turns.take("a", stop.signal, async () => {});
  const queued = turns.take("a", stop.signal, async () => {});
  await settled();
  stop.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await expect(queued).rejects.toThrow("enough");
});
