import type { ImageRecord, KeptModel, KeptVectors } from "@revimg/core";
import type { ConfigurationSetting } from "../host-options.js";

/** A file or address that could not be indexed. Only admins see it: it names paths. */
export interface FailureRecord {
  id: string;
  filename: string;
  /** Why it could not be read. */
  reason: string;
  /** Paths and addresses where it was found; empty for a picture that was sent. */
  places: string[];
  /** Bytes of the file; 0 where it was never read. */
  size: number;
  /** When it was first tried, ISO 8601. */
  added_at: string;
}

/** What `GET /failures` answers. */
export interface FailureListResponse {
  failures: FailureRecord[];
  /** Null on the last page. */
  next_cursor: string | null;
}

/** What `GET /images/{id}/attributes` answers. */
export interface AttributesResponse {
  attributes: Record<string, unknown>;
}

/** A place that the server can index. */
export interface SourceRecord {
  name: string;
  description: string;
}

/** What `GET /sources` answers. */
export interface SourceListResponse {
  sources: SourceRecord[];
  /** Whether `POST /backups` works here. */
  can_back_up: boolean;
}

/** What `GET /configuration` answers. */
export interface ConfigurationResponse {
  settings: ConfigurationSetting[];
}

/** A model that has vectors here which no search uses. */
export interface KeptModelRecord {
  id: string;
  dimension: number;
}

/** What `GET /vectors` answers. */
export interface KeptVectorsResponse {
  /** Models that the index had before, the latest last. */
  previous: KeptModelRecord[];
  /** The model of a move that was begun and has not ended; null when there is none. */
  unfinished: KeptModelRecord | null;
}

/** What `DELETE /vectors` answers. */
export interface DroppedVectorsResponse {
  /** Models whose vectors are gone. */
  dropped: number;
}

export function toKeptVectorsResponse({ previous, unfinished }: KeptVectors): KeptVectorsResponse {
  return { previous: previous.map(toKeptModel), unfinished: unfinished && toKeptModel(unfinished) };
}

function toKeptModel({ id, dimension }: KeptModel): KeptModelRecord {
  return { id, dimension };
}

export function toFailureRecord(record: ImageRecord): FailureRecord {
  const { id, filename, failure, sources, fileSize, createdAt } = record;
  return {
    ...{ id, filename, reason: failure ?? "The reason is not known.", size: fileSize },
    places: sources.flatMap(({ path, url }) => path ?? url ?? []),
    added_at: new Date(createdAt).toISOString(),
  };
}
