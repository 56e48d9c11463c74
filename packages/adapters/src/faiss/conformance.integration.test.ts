import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { selectCases, vectorStoreCases } from "@revimg/conformance";
import { queryWhenSettled } from "@revimg/testing/services";
import { afterAll, describe, expect, test } from "vitest";
import { checkVectorsAgainstOracle } from "../../../conformance/src/testing/check-vectors.js";
import { type FaissStore, faiss } from "../faiss.js";
import { bindingFor } from "./testing/open-faiss.js";

const root = await mkdtemp(join(tmpdir(), "revimg-faiss-kit-"));
afterAll(() => rm(root, { recursive: true, force: true }));

/** Every change makes a new index, with lists as soon as there are enough rows. */
const restless = { rebuildAfter: 1, ivfFrom: 80 };
const { capabilities } = faiss({ path: root });

describe("with a fresh index for every query", () => {
  const searched = new Set<FaissStore>();
  for (const { name, run } of selectCases(vectorStoreCases, capabilities)) {
    test(name, async (context) => {
      const binding = await bindingFor(context);
      await run((scope) => {
        const store = faiss({ path: join(root, scope), binding, ...restless });
        return queryWhenSettled(store, () => {
          if (store.status().answered.faiss > 0) searched.add(store);
        });
      });
    });
  }

  test("FAISS had a part in it", async (context) => {
    await bindingFor(context);
    expect(searched.size).toBeGreaterThan(8);
  });
});

test("any sequence of calls gives the same answers as the oracle while indexes are made", async (context) => {
  const binding = await bindingFor(context);
  await checkVectorsAgainstOracle(
    (scope) => faiss({ path: join(root, `oracle-${scope}`), binding, ...restless }),
    { runs: 4 },
  );
});
