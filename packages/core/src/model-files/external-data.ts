import type { ModelFile, OnnxFile } from "./model-manifest.js";

/** The files of an ONNX file's external data, each with what the ONNX file calls it. */
export function externalFiles(onnx: OnnxFile | undefined): { location: string; file: ModelFile }[] {
  return (onnx?.externalData ?? []).map((file) => ({
    location: externalLocation(onnx!.path, file.path)!,
    file,
  }));
}

/** How an ONNX file calls a file of its external data; null when that lies elsewhere. */
export function externalLocation(onnxPath: string, dataPath: string): string | null {
  const folder = onnxPath.slice(0, onnxPath.lastIndexOf("/") + 1);
  const isInside = dataPath.startsWith(folder) && dataPath !== onnxPath;
  return isInside ? dataPath.slice(folder.length) : null;
}
