import { expect, it } from "vitest";
import { RateMeter } from "./rate-meter.js";

it("knows no rate during the first second", () => {
  const meter = new RateMeter();
  meter.add(0, 0);
  meter.add(999, 50);
  expect(meter.perSecond()).toBeUndefined();
});

it("follows the last ten seconds: a fast start is forgotten", () => {
  const meter = new RateMeter();
  for (let second = 0; second <= 10; second++) meter.add(second * 1000, second * 1000);
  expect(meter.perSecond()).toBe(1000);
  for (let second = 11; second <= 30; second++) meter.add(second * 1000, 10_000 + second);
  expect(meter.perSecond()).toBe(1);
});

it("keeps few samples however many events come", () => {
  const meter = new RateMeter();
  for (let event = 0; event < 20_000; event++) meter.add(event, event);
  expect(meter.perSecond()).toBeCloseTo(1000, 6);
});
