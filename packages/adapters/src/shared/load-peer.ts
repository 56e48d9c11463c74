import { RevimgError } from "@revimg/core";

/** Who needs a package, for messages. */
export interface PeerUser {
  /** Such as `"s3"`. */
  adapter: string;
  /** Such as `"The S3 store"`. */
  store: string;
  /** Such as `"@10"`, where the newest version of the package is not the one. */
  version?: string;
}

/**
 * Rejects with `missing_dependency` if the package is not installed, and with
 * `dependency_load_failed` if it is installed but fails to load.
 */
export async function loadPeer<T>(
  { adapter, store, version = "" }: PeerUser,
  name: string,
  importPackage: () => Promise<T>,
): Promise<T> {
  try {
    return await importPackage();
  } catch (cause) {
    if (isMissing(cause, name)) {
      throw new RevimgError(
        "missing_dependency",
        `${store} needs the package ${name}, which is not installed. Run: npm install ${name}${version}`,
        { adapter, details: { package: name }, cause },
      );
    }
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RevimgError(
      "dependency_load_failed",
      `The package ${name} is installed but could not be loaded: ${reason}. Install it again: npm install ${name}${version}`,
      { adapter, details: { package: name }, cause },
    );
  }
}

/** A dependency of the package may be missing. Then the installation is broken. */
function isMissing(error: unknown, name: string): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "ERR_MODULE_NOT_FOUND" &&
    error.message.includes(`'${name}'`)
  );
}
