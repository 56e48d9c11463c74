import { count, type Read, type Sentences, unless } from "./read.js";

const nothing = "nothing lost, doubled or half visible";

/** Benches that count what went wrong. */
export const safetySentences: Sentences = {
  kills: (read, result) => [
    {
      what: `an indexing process killed ${read("kills")} times, in every write step, while files change and exchange their names`,
      figure: unless({ faults: read("faults") }, nothing),
    },
    ...("postgres_s3" in result
      ? [
          {
            what: "the same on Postgres with pgvector and S3; on Chroma and Postgres",
            figure: `${onServers(read, "postgres_s3")}; ${onServers(read, "chroma_postgres")}`,
          },
        ]
      : []),
  ],
  faults: (read) => [
    {
      what: `${read("runs")} runs on stores that refuse, lose answers, write half a batch, fill up or turn a bit over: ${count(read("faults"))} faults`,
      figure: unless({ wrong: read("wrong") }, `${nothing}; every run ends`),
    },
    {
      what: `${read("runs")} runs on files that do the same: ${count(read("files_faults"))} faults`,
      figure: unless({ wrong: read("files_wrong") }, `${nothing}; every run ends`),
    },
  ],
  folders: (read) => [
    {
      what: `files changed ${count(read("operations"))} times (renamed, exchanged, edited, copied, deleted, unreadable), ${read("runs")} runs, ${read("kills")} of them killed`,
      figure: unless(
        {
          ...{ lost: read("lost"), doubled: read("doubled"), "half made": read("faults") },
          ...{ "wrong paths": read("wrong_paths"), "wrong events": read("wrong_events") },
        },
        "nothing lost or doubled, no wrong path, no wrong event",
      ),
    },
  ],
  moves: (read) => [
    {
      what: `an index of ${count(read("pictures"))} pictures moved from model to model ${read("switches")} times, killed ${read("kills")} times, searched ${count(read("searches"))} times meanwhile`,
      figure: unless({ faults: read("faults") }, "no search failed or mixed two models"),
    },
  ],
  migrate: (read) => [
    {
      what: `${count(read("pictures"))} pictures moved through four sets of stores, killed ${read("kills")} times on the way`,
      figure: unless(
        {
          "rows unequal": read("unequalRows"),
          "pictures unequal": read("unequalPictures"),
          "vectors lost": read("lostVectors"),
          "settings unequal": read("unequalMeta"),
        },
        `rows and pictures equal, vectors to ${read("maxVectorDifference").toExponential(0)}`,
      ),
    },
  ],
  stores: (read, result) => [
    {
      what: "promises kept by the stores, on live servers",
      figure: `${unless({ failed: read("total", "failed"), skipped: read("total", "skipped") }, "all")}: ${Object.keys(
        result,
      )
        .filter((name) => name !== "total")
        .map((name) => `${name} ${read(name, "passed")}`)
        .join(", ")}`,
    },
  ],
};

function onServers(read: Read, place: string): string {
  return `${read(place, "kills")} kills, ${unless({ faults: read(place, "faults") }, nothing)}`;
}
