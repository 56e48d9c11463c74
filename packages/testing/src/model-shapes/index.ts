export { buildModelShape, type ModelShape, modelShapes } from "./build-model-shape.js";
