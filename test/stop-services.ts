import { stopSharedServices } from "../packages/testing/dist/services.js";

/** Ends the servers that the tests of this run have shared. */
export async function teardown(): Promise<void> {
  await stopSharedServices();
}
