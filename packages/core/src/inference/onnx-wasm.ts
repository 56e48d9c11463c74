/**
 * ONNX Runtime on WebAssembly for Node. The build makes a file of its own of this, with
 * all of the package that Node needs: as a dependency the package would bring ten times
 * as much.
 */
export { env, InferenceSession, Tensor } from "onnxruntime-web";
