import type { Call, S3Connection } from "./connection.js";
import { isNotImplemented, isTaken } from "./errors.js";
import type { PutTarget } from "./keys.js";
import { uploadInParts } from "./multipart.js";
import { PartSource } from "./part-source.js";
import { exists } from "./requests.js";

/** Resolves to whether it wrote. */
export async function putBytes(
  connection: S3Connection,
  target: PutTarget,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  return connection.run("write", signal, (call) => putObject(call, target, bytes));
}

/** The same for a stream. At most three parts are in memory. */
export async function putStream(
  connection: S3Connection,
  target: PutTarget,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  connection.checkOpen();
  const source = new PartSource(body);
  try {
    return await connection.run("write", signal, async (call) => {
      const first = await source.next(signal);
      if (source.isAtEnd) return putObject(call, target, first ?? new Uint8Array());
      if (target.ifAbsent && (await exists(call, target))) return false;
      return uploadInParts({ connection, call, target, source, first: first!, signal });
    });
  } catch (error) {
    throw source.failure && !signal?.aborted ? source.failure.error : error;
  } finally {
    // The source may wait for a reader that will not come.
    source.cancel(signal?.reason);
  }
}

async function putObject(call: Call, target: PutTarget, bytes: Uint8Array): Promise<boolean> {
  const { client, sdk, options } = call;
  const input = {
    Bucket: target.bucket,
    Key: target.key,
    Body: bytes,
    ContentLength: bytes.length,
    ContentType: target.contentType,
  };
  if (target.ifAbsent) {
    try {
      await client.send(new sdk.PutObjectCommand({ ...input, IfNoneMatch: "*" }), options);
      return true;
    } catch (error) {
      if (isTaken(error)) return false;
      // A server without conditional writes.
      if (!isNotImplemented(error)) throw error;
      if (await exists(call, target)) return false;
    }
  }
  await client.send(new sdk.PutObjectCommand(input), options);
  return true;
}
