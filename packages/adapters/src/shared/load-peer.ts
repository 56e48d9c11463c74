import { RevimgError } from "@revimg/core";

/** Who needs a package, for messages. */
export interface PeerUser {
  /** Such as `"s3"`. */
  adapter: string;
  /** Such as `"The S3 store"`. */
  store: string;
}

/** `missing_dependency` when the package is not there, `dependency_load_failed` when it is but fails. */
export async function loadPeer<T>(
  { adapter, store }: PeerUser,
  name: string,
  importPackage: () => Promise<T>,
): Promise<T> {
  try {
    return await importPackage();
  } catch (cause) {
    if (isMissing(cause, name)) {
      throw new RevimgError(
        "missing_dependency",
        `${store} needs the package ${name}, which is not installed. Run: npm install ${name}`,
        { adapter, details: { package: name }, cause },
      );
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RevimgError(
      "dependency_load_failed",
      `The package ${name} is installed but could not be loaded: ${reason}. Install it again: npm install ${name}`,
      { adapter, details: { package: name }, cause },
    );
  }
}

/** A package inside the package may be what is missing: that is a broken installation. */
function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "ERR_MODULE_NOT_FOUND" &&
    error.message.includes(`'${name}'`)
  );
}
