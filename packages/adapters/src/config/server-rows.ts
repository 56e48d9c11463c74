import { z } from "zod";
import { places } from "./places.js";
import type { SettingRow } from "./setting-row.js";
import { type EntryType, folder, listOf, oneOf, onOrOff, wholeNumber } from "./value-types.js";

const origin: EntryType = {
  expected: 'a list of origins, such as ["https://shop.example"], or ["*"] for all',
  schema: z
    .string()
    .refine((text) => text === "*" || (URL.canParse(text) && new URL(text).origin === text)),
  fromText: (text) => text,
};

/** The server checks the numbers in it. */
const network: EntryType = {
  expected: 'a list of addresses and networks, such as ["10.0.0.7", "10.0.0.0/8"]',
  schema: z.string().regex(/^[0-9a-fA-F.:]+(\/\d{1,3})?$/),
  fromText: (text) => text,
};

const plainHost: EntryType = {
  expected: 'a list of host names without a port, such as ["photos.example"]',
  schema: z.string().regex(/^([\w.-]+|\[[0-9a-fA-F:.]+\])$/),
  fromText: (text) => text,
};

const access = oneOf(["open", "key"]);

/** How a server behaves; `createRevimg` has no use for these. */
export const serverRows: readonly SettingRow[] = [
  { key: "server.read", type: access, variables: ["REVIMG_READ"], default: "open" },
  { key: "server.metrics", type: access, variables: ["REVIMG_METRICS"], default: "key" },
  {
    key: "server.linkSeconds",
    type: wholeNumber(0, 604_800),
    variables: ["REVIMG_LINK_SECONDS"],
    default: 3_600,
  },
  {
    key: "server.redirectImages",
    type: onOrOff,
    variables: ["REVIMG_REDIRECT_IMAGES"],
    default: false,
  },
  { key: "server.cors", type: listOf(origin), variables: ["REVIMG_CORS"], default: null },
  {
    key: "server.rateLimit",
    type: wholeNumber(1, 1_000_000),
    variables: ["REVIMG_RATE_LIMIT"],
    default: null,
  },
  {
    key: "server.trustProxy",
    type: listOf(network),
    variables: ["REVIMG_TRUST_PROXY"],
    default: null,
  },
  { key: "server.hosts", type: listOf(plainHost), variables: ["REVIMG_HOSTS"], default: null },
  { key: "server.accessLog", type: onOrOff, variables: ["REVIMG_ACCESS_LOG"], default: false },
  {
    key: "server.thoroughCopies",
    type: oneOf(["open", "key", "off"]),
    variables: ["REVIMG_THOROUGH_COPIES"],
    default: "key",
  },
  { key: "server.sources", type: places, variables: ["REVIMG_SOURCES"], default: null },
  {
    key: "server.showFolders",
    type: onOrOff,
    variables: ["REVIMG_SHOW_FOLDERS"],
    default: false,
  },
  { key: "server.queueJobs", type: onOrOff, variables: ["REVIMG_QUEUE_JOBS"], default: false },
  { key: "server.backups", type: folder, variables: ["REVIMG_BACKUPS"], default: null },
];
