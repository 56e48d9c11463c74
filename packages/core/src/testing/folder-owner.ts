import { built, type OtherProcess, runElsewhere } from "./other-process.js";

/**
 * Another process that has the embedded stores of a folder open, until it is killed or
 * told to close.
 */
export async function ownerElsewhere(
  directory: string,
  options: { command?: string[]; cwd?: string } = {},
): Promise<OtherProcess & { close(): Promise<void> }> {
  const owner = runElsewhere(
    `import { createSqliteStores } from ${JSON.stringify(built("sqlite.js"))};
    const stores = await createSqliteStores({ directory: ${JSON.stringify(directory)} });
    await stores.metadata.open({ collection: "test" });
    console.log("open");
    process.stdin.once("data", async () => {
      await stores.metadata.setMeta("written", "last");
      await stores.close();
      console.log("closed");
      process.exit();
    });`,
    options,
  );
  await owner.line();
  return {
    ...owner,
    async close() {
      owner.say("close");
      await owner.line();
    },
  };
}
