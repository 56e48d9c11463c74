import { toPlainError } from "../lib/errors.js";
import { BrowserModel } from "./browser-model.js";
import type { WorkerCall, WorkerMessage } from "./worker-protocol.js";

/** The web worker that decodes pictures and runs the model, away from the page's thread. */
interface WorkerScope {
  name: string;
  onmessage: ((event: { data: WorkerCall }) => void) | null;
  postMessage(message: WorkerMessage, transfer: readonly ArrayBuffer[]): void;
}

const scope = globalThis as unknown as WorkerScope;
let model: BrowserModel | undefined;

async function answer(call: WorkerCall): Promise<unknown> {
  if (call.method === "load") {
    model = await BrowserModel.load(call.argument, (progress) =>
      scope.postMessage({ progress }, []),
    );
    return { device: model.device };
  }
  if (call.method === "embed") return model!.embed(call.argument);
  return model!.embedTexts(call.argument);
}

// ONNX Runtime may start its own threads from the file that holds this code.
if (!scope.name.startsWith("em-pthread")) {
  scope.onmessage = async ({ data }) => {
    const { call } = data;
    try {
      scope.postMessage({ call, result: await answer(data) }, []);
    } catch (error) {
      scope.postMessage({ call, error: toPlainError(error, "model_unavailable") }, []);
    }
  };
}
