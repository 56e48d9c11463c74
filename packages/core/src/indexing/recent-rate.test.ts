import { expect, test } from "vitest";
import { RecentRate } from "./recent-rate.js";

test("the rate is that of the last ten seconds", () => {
  const rate = new RecentRate();
  expect(rate.perSecond()).toBeUndefined();
  for (let second = 0; second <= 20; second++) rate.add(second * 1_000, second * 100);
  expect(rate.perSecond()).toBeCloseTo(100);
  for (let second = 21; second <= 40; second++) rate.add(second * 1_000, 2_000 + (second - 20) * 5);
  expect(rate.perSecond()).toBeCloseTo(5);
});

test("the first second says nothing", () => {
  const rate = new RecentRate();
  rate.add(0, 0);
  rate.add(900, 50);
  expect(rate.perSecond()).toBeUndefined();
  rate.add(1_000, 60);
  expect(rate.perSecond()).toBeCloseTo(60);
});

test("a pause of whoever takes the events is no slow work", () => {
  const rate = new RecentRate();
  rate.add(0, 0);
  rate.add(2_000, 20);
  rate.paused(60_000);
  rate.add(63_000, 30);
  expect(rate.perSecond()).toBeCloseTo(10);
  // Time that is spent on every event is part of the work.
  rate.paused(500);
  rate.add(64_000, 30);
  expect(rate.perSecond()).toBeCloseTo(7.5);
});
