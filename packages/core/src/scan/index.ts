export { dotProduct, plainScan } from "./plain-scan.js";
export {
  ScanIndex,
  type ScanIndexOptions,
  type ScanOptions,
  type ScanResult,
} from "./scan-index.js";
export { type Candidates, TopCandidates } from "./top-candidates.js";
