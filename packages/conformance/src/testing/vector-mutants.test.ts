import { afterAll, expect, test } from "vitest";
import { vectorStoreCases } from "../index.js";
import { failedCases } from "./mutant.js";
import { leftTimers, vectorMutants } from "./vector-mutants.js";

afterAll(() => leftTimers.forEach(clearInterval));

for (const mutant of vectorMutants) {
  test(`of a vector store where ${mutant.fault}, one case fails`, async () => {
    expect(await failedCases(vectorStoreCases, mutant)).toEqual([mutant.breaks].flat());
  });
}
