import { createMemory, memoryBlobs, memoryMetadata, memoryVectors } from "@revimg/core/memory";
import { describe, expect, test } from "vitest";
import { blobMutants } from "./blob-mutants.js";
import { checkBlobsAgainstOracle } from "./check-blobs.js";
import { checkMetadataAgainstOracle } from "./check-metadata.js";
import { checkVectorsAgainstOracle } from "./check-vectors.js";
import { metadataFilterMutants } from "./metadata-filter-mutants.js";
import { metadataMutants } from "./metadata-mutants.js";
import { metadataPutMutants } from "./metadata-put-mutants.js";
import type { Mutant } from "./mutant.js";
import { vectorMutants } from "./vector-mutants.js";

describe("any sequence of calls gives the same answers as the oracle", () => {
  const memory = createMemory();

  test("on a metadata store", () =>
    checkMetadataAgainstOracle(() => memoryMetadata({ memory }), { runs: 60 }));

  test("on a vector store", () =>
    checkVectorsAgainstOracle(() => memoryVectors({ memory }), { runs: 60 }));

  test("on a blob store", () =>
    checkBlobsAgainstOracle(() => memoryBlobs({ memory }), { runs: 60 }));
});

/** A fixed seed, as a fault is only met in sequences that come to it. */
const enough = { runs: 300, seed: 1 };

function creating<Store>(mutants: readonly Mutant<Store>[], fault: string): () => Store {
  const mutant = mutants.find((one) => one.fault === fault);
  if (!mutant) throw new Error(`There is no mutant where ${fault}.`);
  const memory = createMemory();
  return () => mutant.make(memory);
}

describe("the oracle finds out", () => {
  const allMutants = [...metadataMutants, ...metadataPutMutants];

  for (const fault of [
    "no tags leave those there",
    "the sources of a deleted picture come back",
    "a put takes its paths from other pictures",
    "findByPath gives one picture a path",
    "a refreshed source keeps its place",
    "a source's own tags are sorted",
    "a source without path and URL is lost",
    "pages go by a count",
    "any status takes the time of indexing away",
    "a deleted picture is still counted by its tags",
    "an absent value equals any",
    "the revision is frozen",
  ]) {
    test(`a metadata store where ${fault}`, async () => {
      const checking = checkMetadataAgainstOracle(creating(allMutants, fault), enough);
      await expect(checking).rejects.toThrow("Property failed");
    });
  }

  for (const fault of ["one tag is enough", "attributes are compared as texts"]) {
    test(`a metadata store where ${fault}`, async () => {
      const checking = checkMetadataAgainstOracle(creating(metadataFilterMutants, fault), enough);
      await expect(checking).rejects.toThrow("Property failed");
    });
  }

  for (const fault of [
    "a score is a distance",
    "one hit too many",
    "ids are looked at after topK",
    "ids are trimmed",
    "pages go by a count",
  ]) {
    test(`a vector store where ${fault}`, async () => {
      const checking = checkVectorsAgainstOracle(creating(vectorMutants, fault), enough);
      await expect(checking).rejects.toThrow("Property failed");
    });
  }

  for (const fault of [
    "ifAbsent is forgotten for streams",
    "a range from 0 is no range",
    "a prefix is a folder",
    "keys are lower case",
  ]) {
    test(`a blob store where ${fault}`, async () => {
      const checking = checkBlobsAgainstOracle(creating(blobMutants, fault), enough);
      await expect(checking).rejects.toThrow("Property failed");
    });
  }
});
