import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderWith } from "./test-sidecars.js";

test("all three forms say the same", async () => {
  const expected = {
    sourceUrl: "https://example.org/a.jpg",
    pageUrl: "https://example.org/",
    title: "A, with a comma",
    author: "Ada",
    license: "CC0-1.0",
    tags: ["red", "blue"],
  };
  const fields = {
    source_url: expected.sourceUrl,
    page_url: expected.pageUrl,
    title: expected.title,
    author: "Ada",
    license: "CC0-1.0",
  };
  const own = await folderWith({
    "a.jpg.json": JSON.stringify({ ...fields, tags: expected.tags }),
  });
  expect(await own.read("a.jpg")).toEqual(expected);
  const lines = await folderWith({
    "metadata.jsonl": `\uFEFF${JSON.stringify({ filename: "a.jpg", ...fields, tags: "red,blue" })}\n\n`,
  });
  expect(await lines.read("a.jpg")).toEqual(expected);
  const table = await folderWith({
    "metadata.csv": `filename,source_url,page_url,title,author,license,tags\r\na.jpg,${fields.source_url},${fields.page_url},"${fields.title}",Ada,CC0-1.0,red;blue\r\n`,
  });
  expect(await table.read("a.jpg")).toEqual(expected);
  for (const { warnings } of [own, lines, table]) expect(warnings).toEqual([]);
});

test("a table speaks for folders below it, the nearer one and the picture's own file first", async () => {
  const { read, warnings } = await folderWith({
    "metadata.csv": "filename,title,author\nsub/a.jpg,Far,Far author\nsub/b.jpg,Only far,\n",
    "sub/metadata.jsonl": '{"filename":"a.jpg","title":"Near"}',
    "sub/a.jpg.json": '{"license":"MIT"}',
  });
  expect(await read("sub/a.jpg")).toEqual({ title: "Near", author: "Far author", license: "MIT" });
  expect(await read("sub/b.jpg")).toEqual({ title: "Only far" });
  expect(await read("sub/c.jpg")).toEqual({});
  expect(warnings).toEqual([]);
});

test("what can't be used is a warning that names its place, and nothing more", async () => {
  const { read, warnings } = await folderWith({
    "metadata.jsonl":
      '{"filename":"a.jpg","title":"A"}\n{ broken\n{"title":"no name"}\n{"filename":"b.jpg","source_url":"not a url"}\n',
    "a.jpg.json": '{"tags":[1]}',
    "b.jpg.json": "[]",
  });
  expect(await read("a.jpg")).toEqual({ title: "A" });
  expect(await read("b.jpg")).toEqual({});
  expect(warnings.map(([place]) => place)).toEqual([
    "metadata.jsonl, line 2",
    "metadata.jsonl, line 3",
    "metadata.jsonl, line 4",
    "a.jpg.json",
    "b.jpg.json",
  ]);
  expect(warnings.every(([, { code }]) => code === "invalid_input")).toBe(true);
});

test("a wrong field costs only itself", async () => {
  const { read, told } = await folderWith({
    "metadata.csv":
      "filename,source_url,page_url,title\na.jpg,javascript:alert(1),https://example.org/,A\nb.jpg,b.jpg,,B\n",
    "c.jpg.json":
      '{"title":5,"author":{"name":"Ada"},"license":["MIT"],"tags":[1],"page_url":" https://example.org/c "}',
    "d.jpg.json": '{"title":"D","source_url":"https://ada:secret@example.org/d.jpg?size=2"}',
  });
  expect(await read("a.jpg")).toEqual({ pageUrl: "https://example.org/", title: "A" });
  expect(await read("b.jpg")).toEqual({ title: "B" });
  expect(await read("c.jpg")).toEqual({ pageUrl: "https://example.org/c" });
  expect(await read("d.jpg")).toEqual({
    title: "D",
    sourceUrl: "https://example.org/d.jpg?size=2",
  });
  expect(told()).toEqual(
    [
      ["metadata.csv, line 2", /"source_url" starts with "javascript:"/],
      ["metadata.csv, line 3", /"source_url" is not a URL/],
      ["c.jpg.json", /"title" is a number, not a text/],
      ["c.jpg.json", /"author" is an object/],
      ["c.jpg.json", /"license" is a list/],
      ["c.jpg.json", /"tags" are neither/],
      ["d.jpg.json", /"source_url" has a user name or password/],
    ].map(([place, words]) => [place, expect.stringMatching(words!)]),
  );
  expect(JSON.stringify(told())).not.toContain("secret");
});

test.each([
  ["a short row", "a.jpg,TA,x\nb.jpg,TB\n", "metadata.csv, line 3"],
  ["cells too many", "a.jpg,TA,x\nc.jpg,T,C,x\nb.jpg,TB,x\n", "metadata.csv, line 3"],
  [
    "a quotation mark that stays open",
    'a.jpg,TA,x\nc.jpg,"C,x\nb.jpg,TB,"x"\n',
    "metadata.csv, line 3",
  ],
  ["the last line stays open", 'a.jpg,TA,x\nb.jpg,TB,x\nc.jpg,"C', "metadata.csv, line 4"],
  [
    "text after a quotation mark",
    'c.jpg,"C" D,x\na.jpg,TA,x\nb.jpg,TB,x\n',
    "metadata.csv, line 2",
  ],
  ["a row without a name", "a.jpg,TA,x\n,C,x\nb.jpg,TB,x\n", "metadata.csv, line 3"],
  ["a name outside the folder", "a.jpg,TA,x\n../c.jpg,C,x\nb.jpg,TB,x\n", "metadata.csv, line 3"],
  ["a name twice", "a.jpg,Before,x\na.jpg,TA,x\nb.jpg,TB,x\n", "metadata.csv, line 3"],
])("%s costs at most its own row, and is told with its line", async (_, rows, place) => {
  const { read, told } = await folderWith({ "metadata.csv": `filename,title,tags\n${rows}` });
  expect((await read("a.jpg")).title).toBe("TA");
  expect((await read("b.jpg")).title).toBe("TB");
  expect(told().map(([where]) => where)).toEqual([place]);
});

test.each([
  ["semicolons", "filename;title\na.jpg;One, two\n"],
  ["tabs", "filename\ttitle\na.jpg\tOne, two\n"],
  ["Excel's sep=", "sep=;\r\nfilename;title\r\na.jpg;One, two\r\n"],
  ["sep= with a character of its own", "sep=^\nfilename^title\na.jpg^One, two\n"],
  ["blank lines first", '\r\n\n,,\nfilename,title\n\na.jpg,"One, two"\n'],
  ["an old Mac's line ends", 'filename,title\ra.jpg,"One, two"\r'],
  ["mixed line ends", 'filename,title\nb.jpg,B\r\na.jpg,"One, two"'],
  ["empty columns at the end", 'filename,title,,\na.jpg,"One, two",,,,\n'],
])("a table with %s is read", async (_, text) => {
  const { read, warnings } = await folderWith({ "metadata.csv": text });
  expect(await read("a.jpg")).toEqual({ title: "One, two" });
  expect(warnings).toEqual([]);
});

test("quoted line ends, and quotation marks in a cell", async () => {
  const { read, told } = await folderWith({
    "metadata.csv":
      'filename,title\na.jpg,"One\r\n\r\ntwo"\nb.jpg,A 5" disc\nc.jpg,"an ""A"""\nd.jpg,D,x\n',
  });
  expect(await read("a.jpg")).toEqual({ title: "One\r\n\r\ntwo" });
  expect(await read("b.jpg")).toEqual({ title: 'A 5" disc' });
  expect(await read("c.jpg")).toEqual({ title: 'an "A"' });
  expect(told().map(([place]) => place)).toEqual(["metadata.csv, line 7"]);
});

test("rows are read on past a part of the file that is parsed at once", async () => {
  const long = "x".repeat(1_000);
  const rows = Array.from({ length: 3_000 }, (_, i) => `${i}.jpg,"${i}\n${long}"\n`);
  // Blank lines where one part ends, whose lines count all the same.
  rows[1_020] += "\n".repeat(20_000);
  rows[1_500] = `1500.jpg,"${"y".repeat(1_100_000)}"\n`;
  const { read, told } = await folderWith({ "metadata.csv": `filename,title\n${rows.join("")}` });
  for (const i of [0, 1_040, 1_499, 1_501, 2_999]) {
    expect(await read(`${i}.jpg`)).toEqual({ title: `${i}\n${long}` });
  }
  expect(await read("1500.jpg")).toEqual({});
  expect(told().map(([place]) => place)).toEqual(["metadata.csv, line 23002"]);
});

const letters = "filename,title\na.jpg,Zoë – 5 €\n";

test.each([
  ["UTF-8 with a mark", Buffer.from(`\uFEFF${letters}`)],
  ["UTF-16 LE", Buffer.from(`\uFEFF${letters}`, "utf16le")],
  ["UTF-16 BE", Buffer.from(`\uFEFF${letters}`, "utf16le").swap16()],
  ["UTF-16 LE without a mark", Buffer.from(letters, "utf16le")],
  ["UTF-16 BE without a mark", Buffer.from(letters, "utf16le").swap16()],
])("a table in %s is read", async (_, bytes) => {
  const { read, warnings } = await folderWith({ "metadata.csv": bytes });
  expect(await read("a.jpg")).toEqual({ title: "Zoë – 5 €" });
  expect(warnings).toEqual([]);
});

test("what is not UTF-8 is read as Windows-1252, line by line, with one warning", async () => {
  const windows = Buffer.concat([
    Buffer.from("filename,title\na.jpg,Zo"),
    Buffer.from([0xeb, 0x20, 0x96, 0x20, 0x80]),
    Buffer.from("\nb.jpg,Zoë\nc.jpg,Zo"),
    Buffer.from([0xeb]),
  ]);
  const { read, told } = await folderWith({
    "metadata.csv": windows,
    "d.jpg.json": Buffer.from([...Buffer.from('{"title":"'), 0xe9, ...Buffer.from('"}')]),
  });
  expect(await read("a.jpg")).toEqual({ title: "Zoë – €" });
  expect(await read("b.jpg")).toEqual({ title: "Zoë" });
  expect(await read("c.jpg")).toEqual({ title: "Zoë" });
  expect(await read("d.jpg")).toEqual({ title: "é" });
  expect(told()).toEqual([
    ["metadata.csv, line 2", expect.stringContaining("Windows-1252")],
    ["d.jpg.json, line 1", expect.stringContaining("Windows-1252")],
  ]);
});

test.each([
  "Filename",
  "FileName",
  "file_name",
  "file name",
  "FILE-NAME",
  "file",
  "Path",
  "filepath",
])("the column %s names pictures", async (header) => {
  const { read, warnings } = await folderWith({
    "metadata.csv": `${header},SourceURL,Page Url,TITLE,creator,licence,Keywords\na.jpg,https://a.example/a.jpg,https://a.example/,A,Ada,MIT,red\n`,
    "metadata.jsonl": JSON.stringify({ [header]: "b.jpg", pageUrl: "https://b.example/" }),
  });
  expect(await read("a.jpg")).toEqual({
    sourceUrl: "https://a.example/a.jpg",
    pageUrl: "https://a.example/",
    title: "A",
    author: "Ada",
    license: "MIT",
    tags: ["red"],
  });
  expect(await read("b.jpg")).toEqual({ pageUrl: "https://b.example/" });
  expect(warnings).toEqual([]);
});

test("of two columns for one field our own name counts", async () => {
  const { read } = await folderWith({
    "metadata.csv":
      "url,file,filename,source_url\nhttps://x.example/,x.jpg,a.jpg,https://a.example/\n",
  });
  expect(await read("a.jpg")).toEqual({ sourceUrl: "https://a.example/" });
});

test("a table without names of pictures is one warning, whatever its length", async () => {
  const rows = Array.from({ length: 3_000 }, (_, i) => `p${i}.jpg,T${i}\n`).join("");
  const lines = Array.from({ length: 3_000 }, (_, i) => `{"fielname":"p${i}.jpg"}\n`).join("");
  const { read, told } = await folderWith({
    "metadata.csv": `\nFilname,title\n${rows}`,
    "metadata.jsonl": lines,
  });
  await read("a.jpg");
  expect(told()).toEqual([
    [
      "metadata.jsonl, line 1",
      expect.stringMatching(/no "filename".*2,999 more lines: 2, 3, 4, 5, …/),
    ],
    [
      "metadata.csv, line 2",
      expect.stringMatching(/"filename".*found: Filname, title\. If that is "Filname"/),
    ],
  ]);
});

test.each([
  ["./a.jpg", "a.jpg"],
  [".\\a.jpg", "a.jpg"],
  ["/a.jpg", "a.jpg"],
  ["sub\\a.jpg", "sub/a.jpg"],
  ["sub//./a.jpg", "sub/a.jpg"],
  ["sub/other/../a.jpg", "sub/a.jpg"],
  ["my%20photo.jpg", "my photo.jpg"],
  ["100%.jpg", "100%.jpg"],
  ["50%25.jpg", "50%25.jpg"],
  ["é/é.jpg".normalize("NFC"), "é/é.jpg".normalize("NFD")],
  ["é.jpg".normalize("NFD"), "é.jpg".normalize("NFC")],
  ["a\\b.jpg", "a\\b.jpg"],
])("the name %s in a table is the file %s", async (written, name) => {
  const { read, finish, warnings } = await folderWith({
    "metadata.jsonl": JSON.stringify({ filename: written, title: "A" }),
    [name]: "",
  });
  expect(await read(name)).toEqual({ title: "A" });
  await finish();
  expect(warnings).toEqual([]);
});

test("an absolute path in a table is a file below it", async () => {
  const folder = await folderWith({ "a.jpg": "" });
  await writeFile(
    join(folder.root, "metadata.jsonl"),
    JSON.stringify({ filename: join(folder.root, "a.jpg"), title: "A" }),
  );
  expect(await folder.read("a.jpg")).toEqual({ title: "A" });
});

test("a name as it is written comes before what it may also mean", async () => {
  const [composed, apart] = ["é.jpg".normalize("NFC"), "é.jpg".normalize("NFD")];
  const rows = [composed, apart, "a%20b.jpg", "a b.jpg"].map((filename, i) =>
    JSON.stringify({ filename, title: `${i}` }),
  );
  const { read } = await folderWith({ "metadata.jsonl": rows.join("\n") });
  const titles = await Promise.all([composed, apart, "a%20b.jpg", "a b.jpg"].map(read));
  expect(titles.map(({ title }) => title)).toEqual(["0", "1", "2", "3"]);
});

test("a row that names no file is told at the end, with the name that is meant", async () => {
  const { read, finish, told } = await folderWith({
    "metadata.csv": "filename,title\nIMG_0l.jpg,T\nnotes.txt,T\nsub/b.jpg,T\n",
    "sub/metadata.csv": `filename\n${Array.from({ length: 50 }, (_, i) => `missing-${i}.jpg\n`).join("")}`,
    "IMG_01.jpg": "",
    "notes.txt": "",
    "sub/b.jpg": "",
  });
  await read("IMG_01.jpg");
  await read("sub/b.jpg");
  expect(told()).toEqual([]);
  await finish();
  expect(told().sort()).toEqual([
    [
      "metadata.csv, line 2",
      expect.stringMatching(/1 row names no file: "IMG_0l.jpg".*did you mean "IMG_01.jpg"/),
    ],
    [
      "sub/metadata.csv",
      expect.stringMatching(/50 rows name no file: "missing-0.jpg" \(line 2\), .* and 47 more/),
    ],
  ]);
});

test.each([
  ["comments", '{\n// mine\n"title":"A"}', /allows no comments/],
  ["a comma too many", '{"title":"A",}', /comma/],
  ["a list", '[{"title":"A"}]', /a list/],
  ["a text", '"A"', /single value/],
  ["nothing", " \n", /empty/],
  ["half of it", '{"title":', /not whole JSON|mistake/],
])("a file about one picture with %s is one warning in plain words", async (_, text, words) => {
  const { read, told } = await folderWith({ "a.jpg.json": text });
  expect(await read("a.jpg")).toEqual({});
  expect(await read("a.jpg")).toEqual({});
  expect(told()).toEqual([["a.jpg.json", expect.stringMatching(words)]]);
});

test("a file about one picture may have a mark, and be UTF-16", async () => {
  const { read, warnings } = await folderWith({
    "a.jpg.json": '\uFEFF{"Title":"A"}',
    "b.jpg.json": Buffer.from('\uFEFF{"title":"B"}', "utf16le"),
  });
  expect(await read("a.jpg")).toEqual({ title: "A" });
  expect(await read("b.jpg")).toEqual({ title: "B" });
  expect(warnings).toEqual([]);
});

test("a table is read once, however many folders are visited, and its problems are told once", async () => {
  const { read, told } = await folderWith({
    "metadata.jsonl": '{"filename":"f7/x.png","title":"one"}\nnot json\n',
  });
  for (let i = 0; i < 60; i++) await read(`f${i}/x.png`);
  expect(await read("f7/x.png")).toEqual({ title: "one" });
  expect(told().map(([place]) => place)).toEqual(["metadata.jsonl, line 2"]);
});
