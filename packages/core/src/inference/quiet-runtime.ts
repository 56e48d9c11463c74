/** Turns the telemetry of ONNX Runtime off (its docs/Privacy.md, from version 1.29 on Linux and macOS). */
const variable = "ORT_DISABLE_TELEMETRY";

/**
 * Keeps ONNX Runtime from sending facts about this machine and its models to Microsoft,
 * and from writing files for that. It looks at the environment once, when it is loaded.
 * Only the main thread can change that; whoever has set the variable has decided.
 */
export function keepRuntimeQuiet(): void {
  process.env[variable] ??= "1";
}
