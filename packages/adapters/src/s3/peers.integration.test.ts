import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

const packages = fileURLToPath(new URL("../../../", import.meta.url));
let project: string;

/** A project with the built package and what it depends on, but none of the optional packages. */
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), "revimg-peers-"));
  const scope = join(project, "node_modules/@revimg");
  await mkdir(join(scope, "adapters"), { recursive: true });
  await cp(join(packages, "adapters/dist"), join(scope, "adapters/dist"), { recursive: true });
  await cp(join(packages, "adapters/package.json"), join(scope, "adapters/package.json"));
  await symlink(join(packages, "core"), join(scope, "core"));
  await symlink(join(packages, "adapters/node_modules/zod"), join(project, "node_modules/zod"));
});

afterAll(() => rm(project, { recursive: true, force: true }));

async function firstError(): Promise<{ code: string; message: string }> {
  const program = `
    import { s3 } from "@revimg/adapters/s3";
    const blobs = s3({ bucket: "pictures", region: "eu-central-1" });
    await blobs.stat("a").catch((error) => console.log(JSON.stringify(error)));
    await blobs.close();`;
  const args = ["--input-type=module", "-e", program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: project });
  return JSON.parse(stdout);
}

test("without the SDK the first call is missing_dependency with the command", async () => {
  expect(await firstError()).toMatchObject({
    code: "missing_dependency",
    message: expect.stringContaining("npm install @aws-sdk/client-s3"),
  });
});

test("an SDK that is there but broken is dependency_load_failed with the reason", async () => {
  const broken = join(project, "node_modules/@aws-sdk/client-s3");
  await mkdir(broken, { recursive: true });
  await writeFile(join(broken, "package.json"), '{ "type": "module", "exports": "./index.js" }');
  await writeFile(join(broken, "index.js"), 'import "a-part-that-is-missing";');
  expect(await firstError()).toMatchObject({
    code: "dependency_load_failed",
    message: expect.stringContaining("a-part-that-is-missing"),
  });
});

test("the types need none of the optional packages", async () => {
  const read = (file: string) => readFile(join(packages, "adapters/dist", file), "utf8");
  expect(await read("s3.d.ts")).toContain("declare function s3");
  const named = new Set<string>();
  for (const files = ["s3.d.ts"]; files.length > 0; ) {
    for (const [, name] of (await read(files.pop()!)).matchAll(/from ['"]([^'"]+)['"]/g)) {
      // What several entries share is in files of their own.
      if (name!.startsWith("./")) files.push(name!.replace(/\.js$/, ".d.ts"));
      else named.add(name!);
    }
  }
  expect([...named]).toEqual(["@revimg/core"]);
});
