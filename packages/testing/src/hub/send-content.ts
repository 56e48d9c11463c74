import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "./fault.js";

const pieceBytes = 16 * 1024;

interface Content {
  bytes: Uint8Array;
  sha256: string;
}

/**
 * Sends a file or a range of it (RFC 9110, section 14; one range with an open or
 * a given end), with one fault. Resolves when the answer has ended in some way.
 */
export async function sendContent(
  request: IncomingMessage,
  response: ServerResponse,
  content: Content,
  fault: Fault | undefined,
  onServed: (bytes: number) => void,
): Promise<void> {
  if (fault?.kind === "hang" && fault.afterBytes === 0) return;
  const bytes = withFault(content.bytes, fault);
  const etag = `"${content.sha256}"`;
  const range = fault?.kind === "whole" ? null : readRange(request, etag);
  if (range && range.start >= bytes.length) {
    response.writeHead(416, { "content-range": `bytes */${bytes.length}` }).end();
    return;
  }
  const start = range?.start ?? 0;
  const end = Math.min(range?.end ?? bytes.length - 1, bytes.length - 1);
  response.writeHead(range ? 206 : 200, {
    etag,
    "accept-ranges": "bytes",
    "content-type": "application/octet-stream",
    ...(fault?.kind !== "unsized" && { "content-length": end - start + 1 }),
    ...(range && { "content-range": `bytes ${start}-${end}/${bytes.length}` }),
  });
  if (request.method === "HEAD") {
    response.end();
    return;
  }
  await sendBody(response, bytes.subarray(start, end + 1), fault, onServed);
}

async function sendBody(
  response: ServerResponse,
  body: Uint8Array,
  fault: Fault | undefined,
  onServed: (bytes: number) => void,
): Promise<void> {
  const stopsAfter = fault?.kind === "cut" || fault?.kind === "hang" ? fault.afterBytes : Infinity;
  const last = Math.min(body.length, stopsAfter);
  for (let at = 0; at < last && !response.destroyed; ) {
    const piece = body.subarray(at, Math.min(at + pieceBytes, last));
    if (!(await write(response, piece))) return;
    onServed(piece.length);
    at += piece.length;
    if (fault?.kind === "slow") await sleep((piece.length / fault.bytesPerSecond) * 1000);
  }
  if (stopsAfter === Infinity) response.end();
  else if (fault?.kind === "cut") response.destroy();
}

/** Whether the piece went out. */
function write(response: ServerResponse, piece: Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isOut: boolean) => {
      response.off("close", onClose);
      resolve(isOut);
    };
    const onClose = () => end(false);
    response.once("close", onClose);
    response.write(piece, (error) => end(!error));
  });
}

function withFault(bytes: Uint8Array, fault: Fault | undefined): Uint8Array {
  if (fault?.kind === "wrong-byte") {
    const copy = Uint8Array.from(bytes);
    copy[fault.at]! ^= 1;
    return copy;
  }
  if (fault?.kind === "short") return bytes.subarray(0, fault.bytes);
  if (fault?.kind === "long") return Buffer.concat([bytes, Buffer.alloc(fault.bytes)]);
  return bytes;
}

/** Null: send everything, for want of a range or because the version is another (RFC 9110, 13.1.5). */
function readRange(
  { headers }: IncomingMessage,
  etag: string,
): { start: number; end: number | undefined } | null {
  const range = /^bytes=(\d+)-(\d+)?$/.exec(headers.range ?? "");
  const ifRange = headers["if-range"];
  if (!range || (ifRange !== undefined && ifRange !== etag)) return null;
  return { start: Number(range[1]), end: range[2] === undefined ? undefined : Number(range[2]) };
}
