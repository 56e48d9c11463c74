import type { StoreFilter } from "@revimg/core";
import type pg from "pg";
import { describe, expect, test } from "vitest";
import { addFilter, Conditions } from "./filter-sql.js";
import { sourceKey } from "./rows.js";
import { statementsOf } from "./statements.js";
import { emptyFilter, numbered, numberedFrom } from "./testing/records.js";
import { connect, openStore, ownServer } from "./testing/server.js";

const own = ownServer();
const pictures = 50_000;
const statements = statementsOf("revimg_large");
let filled: Promise<void> | undefined;

async function openLarge(url: string): Promise<pg.Client> {
  filled ??= fill(url);
  await filled;
  return connect(url);
}

/** A thousand pictures, and 49 copies of each by the server itself: that takes seconds. */
async function fill(url: string): Promise<void> {
  const store = await openStore({ url }, "large");
  await store.put(numberedFrom(0, 1_000));
  const client = await connect(url);
  const [s, copies] = ["revimg_large", `generate_series(2, ${pictures / 1_000}) n`];
  await client.query(
    `insert into ${s}.images
     select (jsonb_populate_record(i, jsonb_build_object(
       'id', i.id || '-' || n, 'content_hash', i.content_hash || '-' || n
     ))).* from ${s}.images i, ${copies}`,
  );
  await client.query(
    `insert into ${s}.image_sources (image_id, url, domain, path, key)
     select image_id || '-' || n, url, domain, path || n, key || n
     from ${s}.image_sources, ${copies}`,
  );
  await client.query(
    `insert into ${s}.image_tags
     select image_id || '-' || n, tag, confidence, origin from ${s}.image_tags, ${copies}`,
  );
  // What the server does by itself within a minute.
  await client.query("vacuum analyze");
}

/** The plan of a statement as it is sent, and how many rows were read to answer it. */
async function explain(client: pg.Client, text: string, values: unknown[]) {
  const { rows } = await client.query(`explain (analyze, format json) ${text}`, values);
  const nodes = flatten(rows[0]["QUERY PLAN"][0].Plan);
  return {
    readsWholeTable: nodes.some((node) => node["Node Type"] === "Seq Scan"),
    indexes: nodes.map((node) => node["Index Name"]).filter((name) => name !== undefined),
    answered: Number(nodes[0]?.["Actual Rows"]),
  };
}

type PlanNode = Record<string, unknown> & { Plans?: PlanNode[] };

function flatten(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}

function scan(filter: Partial<StoreFilter>) {
  const where = new Conditions();
  where.add(statements.hasStatus.indexed);
  addFilter(where, statements.schema, { ...emptyFilter, ...filter });
  const text = statements.scan(where.toString(), where.values.length + 1);
  return [text, [...where.values, 501]] as const;
}

describe(`with ${pictures} pictures, an index serves`, () => {
  const { reads } = statements;
  const paths = [7, 900].map((number) => sourceKey({ path: `/pictures/${number}.jpg` }));
  const urls = [7, 900].map((i) => sourceKey({ url: `https://shop${i % 100}.example/${i}` }));
  const hashes = [7, 900].map((number) => numbered(number).contentHash);
  test.for([
    ["findByPath", "image_sources_by_path", [reads.findByPath, [paths]], 2],
    ["findByUrl", "image_sources_by_url", [reads.findByUrl, [urls]], 2],
    ["findByHash", "images_by_content_hash", [reads.findByHash, [hashes]], 2],
    ["a filter by domain", "image_sources_by_domain", scan({ domains: ["shop7.example"] }), 500],
    ["a filter by folder", "image_sources_by_folder", scan({ folders: ["/pictures/777"] }), 50],
    ["a filter by tag", "image_tags_by_tag", scan({ tags: ["tag 7"] }), 501],
    [
      "a filter by an attribute's value",
      "images_by_attributes",
      scan({ attributes: [{ key: "price", in: [7] }] }),
      500,
    ],
    [
      "a filter by time",
      "images_by_created_at",
      scan({ createdAt: { gte: 1_700_000_000_500, lt: 1_700_000_000_502 } }),
      100,
    ],
  ] as const)("%s", async ([, index, [text, values], answered], context) => {
    const { url } = own.get(context);
    const plan = await explain(await openLarge(url), text, [...values]);
    expect(plan.indexes).toContain(index);
    expect(plan).toMatchObject({ readsWholeTable: false, answered });
  });
});
