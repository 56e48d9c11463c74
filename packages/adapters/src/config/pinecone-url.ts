import type { PineconeOptions } from "../pinecone.js";
import { type Parameters, type StoreUrl, webAddress } from "./store-url.js";

export const pineconeParameters = {
  cloud: { expected: "aws, gcp or azure", pattern: /^[\w-]{1,64}$/ },
  region: { expected: "a region such as us-east-1", pattern: /^[\w-]{1,64}$/ },
  endpoint: webAddress,
} satisfies Parameters;

export type PineconeUrl = Pick<PineconeOptions, "index" | "apiKey" | "create" | "endpoint">;

export function parsePinecone(url: StoreUrl): PineconeUrl {
  const { host, hostname, username, password, pathname } = url.url;
  const { PINECONE_API_KEY: apiKey } = url.place.environment;
  if (username || password) throw url.refuse("The key is read from PINECONE_API_KEY.");
  if (!/^[a-z0-9-]{1,45}$/.test(hostname) || host !== hostname || !/^\/?$/.test(pathname)) {
    throw url.refuse("It names the index, of a-z, 0-9 and -.");
  }
  if (!apiKey) throw url.refuse("Set PINECONE_API_KEY to a key of its project.");
  const { cloud, region, endpoint } = url.parameters(pineconeParameters);
  if ((cloud === undefined) !== (region === undefined)) {
    throw url.refuse("An index is made by cloud and region together.");
  }
  return {
    index: hostname,
    apiKey,
    ...(cloud !== undefined && region !== undefined && { create: { cloud, region } }),
    ...(endpoint !== undefined && { endpoint }),
  };
}
