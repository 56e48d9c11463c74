export { seededRandom } from "./seeded-random.js";
export { type Transformation, transformations } from "./transformations.js";
