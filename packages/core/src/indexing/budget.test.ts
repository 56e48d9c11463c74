import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Budget } from "./budget.js";

test("what is under way never weighs more than the budget, but for one too heavy for it, alone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 30 }),
      async (weights) => {
        const budget = new Budget(10);
        let used = 0;
        let running = 0;
        const order: number[] = [];
        await Promise.all(
          weights.map((weight, i) =>
            budget.use(weight, async () => {
              used += weight;
              running++;
              order.push(i);
              if (weight > 10) expect(used - weight).toBe(0);
              else expect(used).toBeLessThanOrEqual(10);
              await sleep(1);
              used -= weight;
              running--;
            }),
          ),
        );
        expect(running).toBe(0);
        expect(order).toEqual(weights.map((_, i) => i));
      },
    ),
    { numRuns: 30 },
  );
});

test("a failure gives its share back", async () => {
  const budget = new Budget(1);
  await expect(budget.use(1, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  expect(await budget.use(1, async () => "next")).toBe("next");
});
