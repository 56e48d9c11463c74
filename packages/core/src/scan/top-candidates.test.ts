import fc from "fast-check";
import { expect, it } from "vitest";
import { TopCandidates } from "./top-candidates.js";

it("keeps what a full sort would, whatever the order of offers", () => {
  // Few distinct scores, so that ties are common.
  const offers = fc.array(fc.integer({ min: -5, max: 5 }), { maxLength: 200 });
  fc.assert(
    fc.property(offers, fc.integer({ min: 1, max: 50 }), fc.nat(), (scores, capacity, turn) => {
      const pairs = scores.map((score, slot) => ({ score, slot }));
      const top = new TopCandidates(capacity);
      const start = scores.length === 0 ? 0 : turn % scores.length;
      for (const { score, slot } of [...pairs.slice(start), ...pairs.slice(0, start)]) {
        top.offer(score, slot);
      }
      const best = pairs.sort((a, b) => b.score - a.score || a.slot - b.slot).slice(0, capacity);
      const full = pairs.length >= capacity;
      expect(top.threshold).toBe(full ? best.at(-1)!.score : Number.NEGATIVE_INFINITY);
      const taken = top.takeSorted();
      expect([...taken.slots]).toEqual(best.map((pair) => pair.slot));
      expect([...taken.scores]).toEqual(best.map((pair) => pair.score));
    }),
  );
});
