import type { CompletedPart } from "@aws-sdk/client-s3";
import { RevimgError } from "@revimg/core";
import type { Call, S3Connection } from "./connection.js";
import { isTaken } from "./errors.js";
import type { PutTarget } from "./keys.js";
import { type PartSource, partBytes } from "./part-source.js";
import { exists } from "./requests.js";

const concurrency = 2;
const maxParts = 10_000;

interface Upload {
  connection: S3Connection;
  call: Call;
  target: PutTarget;
  source: PartSource;
  first: Uint8Array;
  signal: AbortSignal | undefined;
}

/**
 * A multipart upload. `@aws-sdk/lib-storage` does the same, but its requests go on
 * after an abort. A part could then arrive after the upload was removed.
 */
export async function uploadInParts(upload: Upload): Promise<boolean> {
  const { connection, target, signal } = upload;
  const { client, sdk, options } = upload.call;
  const object = { Bucket: target.bucket, Key: target.key };
  const { UploadId } = await client.send(
    new sdk.CreateMultipartUploadCommand({ ...object, ContentType: target.contentType }),
    options,
  );
  try {
    const Parts = await sendParts(upload, UploadId);
    // For servers that ignore the condition on the last request.
    const isLate = target.ifAbsent && (await exists(upload.call, target));
    if (!isLate) {
      const condition = target.ifAbsent ? { IfNoneMatch: "*" } : {};
      const input = { ...object, UploadId, MultipartUpload: { Parts }, ...condition };
      await client.send(new sdk.CompleteMultipartUploadCommand(input), options);
      return true;
    }
  } catch (error) {
    await remove();
    if (target.ifAbsent && isTaken(error)) return false;
    throw error;
  }
  await remove();
  return false;

  async function remove(): Promise<void> {
    // Without the signal, because the parts must be removed after an abort too.
    const input = { ...object, UploadId };
    const removed = client.send(new sdk.AbortMultipartUploadCommand(input)).then(noop, noop);
    connection.finishBeforeClose(removed);
    if (!signal?.aborted) await removed;
  }
}

async function sendParts(
  { call: { client, sdk }, target, source, first, signal }: Upload,
  UploadId: string | undefined,
): Promise<CompletedPart[]> {
  const failed = new AbortController();
  const stop = signal ? AbortSignal.any([signal, failed.signal]) : failed.signal;
  const parts: CompletedPart[] = [];
  const underWay = new Set<Promise<void>>();

  const send = async (PartNumber: number, Body: Uint8Array) => {
    const object = { Bucket: target.bucket, Key: target.key };
    const input = { ...object, UploadId, PartNumber, Body, ContentLength: Body.length };
    const { ETag } = await client.send(new sdk.UploadPartCommand(input), { abortSignal: stop });
    parts[PartNumber - 1] = { PartNumber, ...(ETag !== undefined && { ETag }) };
  };

  try {
    let number = 0;
    for (let part: Uint8Array | null = first; part; part = await source.next(stop)) {
      if (++number > maxParts) throw tooLong();
      // A failed part ends the others, and the wait for the source.
      const sent = send(number, part)
        .catch((error) => failed.abort(error))
        .finally(() => underWay.delete(sent));
      underWay.add(sent);
      if (underWay.size === concurrency) await Promise.race(underWay);
      stop.throwIfAborted();
    }
    await Promise.all(underWay);
    stop.throwIfAborted();
    return parts;
  } catch (error) {
    failed.abort(error);
    await Promise.all(underWay);
    throw error;
  }
}

function tooLong(): RevimgError {
  const maxBytes = maxParts * partBytes;
  return new RevimgError("unsupported", `A stream may have ${maxBytes} bytes at most.`, {
    adapter: "s3",
  });
}

function noop(): void {}
