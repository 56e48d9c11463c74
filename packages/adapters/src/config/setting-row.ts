import type { Environment } from "./types.js";
import type { Shown, ValueType } from "./value-types.js";

export interface SettingRow {
  /**
   * As in `RevimgConfig`. A setting of a group has the group's name before it, such
   * as `inference.threads`.
   */
  key: string;
  type: ValueType;
  /** The variables that set it. The first one that is not empty counts. */
  variables?: readonly string[];
  /**
   * Whether the variables count; this may depend on the values of the rows above.
   * Absent: always.
   */
  applies?(above: ReadonlyMap<string, unknown>): boolean;
  /** A text from the environment. The file wins over it. */
  fallback?(environment: Environment): { source: string; text: string } | undefined;
  /** The default, as a person reads it. */
  default: Shown;
}
