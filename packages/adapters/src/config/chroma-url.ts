import type { ChromaOptions } from "../chroma.js";
import { type Parameters, type StoreUrl, yesOrNo } from "./store-url.js";

const plainName = { expected: "a name", pattern: /^[\w.-]{1,512}$/ };

export const chromaParameters = {
  tenant: plainName,
  database: plainName,
  tls: yesOrNo,
  token_header: {
    expected: "authorization or x-chroma-token",
    pattern: /^(authorization|x-chroma-token)$/,
  },
} satisfies Parameters;

export type ChromaUrl = Pick<
  ChromaOptions,
  "url" | "collectionPrefix" | "tenant" | "database" | "token" | "tokenHeader"
>;

export function parseChroma(url: StoreUrl): ChromaUrl {
  const { host, hostname, username, password, pathname } = url.url;
  const { CHROMA_TOKEN: token } = url.place.environment;
  if (username || password) throw url.refuse("The token is read from CHROMA_TOKEN.");
  const prefix = pathname.replace(/^\/|\/$/g, "");
  if (hostname === "" || !/^([A-Za-z0-9][A-Za-z0-9._-]{0,99})?$/.test(prefix)) {
    throw url.refuse("The path is the beginning of the collections' names.");
  }
  const { tenant, database, tls, token_header } = url.parameters(chromaParameters);
  if (token_header !== undefined && !token) {
    throw url.refuse("token_header needs a token in CHROMA_TOKEN.");
  }
  return {
    url: `${tls === "true" ? "https" : "http"}://${host}`,
    ...(prefix !== "" && { collectionPrefix: prefix }),
    ...(tenant !== undefined && { tenant }),
    ...(database !== undefined && { database }),
    ...(token && { token }),
    ...(token_header !== undefined && {
      tokenHeader: token_header as "authorization" | "x-chroma-token",
    }),
  };
}
