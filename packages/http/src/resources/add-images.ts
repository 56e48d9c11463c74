import { readFile } from "node:fs/promises";
import { type IndexItem, type Revimg, RevimgError } from "@revimg/core";
import { compressedProblem } from "../compressed-problem.js";
import { indexWork } from "../jobs/index-work.js";
import { queueWork } from "../jobs/queue-work.js";
import { uploadWork } from "../jobs/upload-work.js";
import { jsonResponse } from "../json-response.js";
import { isJson, readJson } from "../read-json.js";
import type { Route, RouteContext } from "../routes/route.js";
import { indexedImageSchema } from "../schemas/image.js";
import {
  addImagesSchema,
  descriptionFields,
  type ImageAddress,
  type ImageDescription,
} from "../schemas/image-write.js";
import { jobSchema } from "../schemas/jobs.js";
import { given } from "../search/query-part.js";
import { readImagesForm } from "../uploads/read-images-form.js";
import { readParameters } from "../url-parameters.js";
import { toIndexedImage } from "../wire/indexed-image.js";
import { startJob } from "./start-job.js";

const location = { location: "Its address on this server." };

export const addImagesRoute: Route = {
  ...{ method: "POST", path: "/images", name: "addImages", group: "Images", scope: "write" },
  summary: "Adds pictures to the index",
  description:
    "One picture is indexed at once, and is the answer. Several become a job. What a form says is said of all its pictures.",
  body: {
    "multipart/form-data": {
      fields: descriptionFields,
      files: { image: { description: "The pictures.", several: true, required: true } },
    },
    "application/json": { schema: addImagesSchema },
  },
  answers: [
    {
      ...{ status: 200, description: "The picture was known already. What was said is added." },
      ...{ schema: indexedImageSchema, headers: location },
    },
    {
      ...{ status: 201, description: "The new picture.", schema: indexedImageSchema },
      headers: location,
    },
    {
      ...{ status: 202, description: "The job that adds several pictures.", schema: jobSchema },
      headers: location,
    },
  ],
  problems: [
    ...(["invalid_input", "image_decode_failed", "image_too_large", "unsupported"] as const),
    ...(["forbidden_url", "fetch_failed", "not_found"] as const),
    ...(["overloaded", "store_failed", "disk_full"] as const),
  ],
  answer: answerAdd,
};

/** Room for the fields and part headers around the pictures. */
const envelopeBytes = 1024 * 1024;
const mostPictures = 10_000;

async function answerAdd(context: RouteContext): Promise<Response> {
  const { request } = context;
  readParameters(request, []);
  const compressed = compressedProblem(request);
  if (compressed !== null) return compressed;
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (type === "multipart/form-data") return addForm(context);
  if (isJson(request)) return addAddresses(context);
  throw new RevimgError(
    "unsupported",
    `${type ? `The content type ${type.slice(0, 40)}` : "A body without a Content-Type"} is not supported. Send pictures as multipart/form-data in the field "image": curl -F image=@photo.jpg; addresses of pictures are sent as application/json: {"url":"https://…"}`,
  );
}

async function addForm(context: RouteContext): Promise<Response> {
  const { revimg, request, uploads, maxUploadBytes, maxJobBytes } = context;
  const { description, pictures, batch } = await readImagesForm(request, uploads, {
    maxPartBytes: maxUploadBytes,
    maxBodyBytes: Math.max(maxUploadBytes, maxJobBytes) + envelopeBytes,
    maxParts: mostPictures + Object.keys(descriptionFields).length,
  });
  const [only, second] = pictures;
  if (only && !second && only.content instanceof Uint8Array) {
    await batch.remove();
    const { content: bytes, filename } = only;
    return addOne(context, { ...toItem(description), bytes, ...given({ filename }) });
  }
  async function* items(): AsyncGenerator<IndexItem & { bytes: Uint8Array }> {
    for (const { content, filename } of pictures) {
      const bytes = content instanceof Uint8Array ? content : await readFile(content);
      yield { ...toItem(description), bytes, ...given({ filename }) };
    }
  }
  const options = { total: pictures.length, items, dispose: () => batch.remove() };
  const queue = queueOf(context);
  return startJob(context, queue ? uploadWork(revimg, queue, options) : indexWork(revimg, options));
}

/** Several addresses with their descriptions take this many bytes at most. */
const maxJsonBytes = 8 * 1024 * 1024;

async function addAddresses(context: RouteContext): Promise<Response> {
  const { images, url, ...description } = await readJson(
    context.request,
    addImagesSchema,
    maxJsonBytes,
  );
  if ((images === undefined) === (url === undefined)) throw eitherOr();
  if (url !== undefined) return addOne(context, { ...toItem(description), url });
  if (Object.keys(description).length > 0) throw eitherOr();
  const [only, ...others] = images ?? [];
  if (only && others.length === 0) return addOne(context, toAddressItem(only));
  async function* items(): AsyncGenerator<IndexItem> {
    for (const image of images ?? []) yield toAddressItem(image);
  }
  const total = images?.length ?? 0;
  const queue = queueOf(context);
  const work = queue
    ? queueWork(queue, { kind: "index", total, items })
    : indexWork(context.revimg, { total, items });
  return startJob(context, work);
}

/** The workers of the queue fill the server's own index. */
function queueOf({ isOwn, host }: RouteContext) {
  return isOwn ? host.queue : undefined;
}

function toAddressItem({ url, ...description }: ImageAddress): IndexItem {
  return { ...toItem(description), url };
}

function eitherOr(): RevimgError {
  return new RevimgError(
    "invalid_input",
    'The body has either url, with what is said of it, or images: {"url":"https://…","title":"…"} or {"images":[{"url":"https://…"}]}.',
  );
}

async function addOne(context: RouteContext, item: IndexItem): Promise<Response> {
  const { revimg, request, basePath, imageView } = context;
  const { id, isNew } = await indexOne(revimg, item, request.signal);
  const record = await revimg.get(id, { signal: request.signal });
  if (record === null) {
    throw new RevimgError("store_failed", `The picture ${id} was removed while it was added.`);
  }
  const headers = { location: `${basePath}/images/${encodeURIComponent(id)}` };
  return jsonResponse(toIndexedImage(record, await imageView()), isNew ? 201 : 200, headers);
}

async function indexOne(
  revimg: Revimg,
  item: IndexItem,
  signal: AbortSignal,
): Promise<{ id: string; isNew: boolean }> {
  let indexed: { id: string; isNew: boolean } | undefined;
  for await (const event of revimg.index([item], { signal })) {
    if (event.type === "failed") throw event.error;
    if (event.type !== "added" && event.type !== "updated" && event.type !== "unchanged") continue;
    indexed = { id: event.id, isNew: event.type === "added" };
  }
  signal.throwIfAborted();
  if (indexed) return indexed;
  throw new RevimgError("store_failed", "The picture was not indexed.");
}

/** Field by field: nothing else that a client sends may reach the index. */
function toItem(description: ImageDescription): Omit<IndexItem, "bytes"> {
  const { title, author, license, tags, attributes } = description;
  const { source_url: sourceUrl, page_url: pageUrl } = description;
  return given({ title, author, license, tags, attributes, sourceUrl, pageUrl });
}
