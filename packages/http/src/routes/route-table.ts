import { addImagesRoute } from "../resources/add-images.js";
import { changeImagesRoutes } from "../resources/change-images.js";
import { documentationRoutes } from "../resources/documentation.js";
import { duplicatesRoutes } from "../resources/duplicates.js";
import { healthRoutes } from "../resources/health.js";
import { imageRoute } from "../resources/image.js";
import { imagesRoutes } from "../resources/images.js";
import { jobsRoutes } from "../resources/jobs.js";
import { keysRoutes } from "../resources/keys.js";
import { metricsRoute } from "../resources/metrics.js";
import { rootRoute } from "../resources/root.js";
import { searchRoute } from "../resources/search.js";
import { statsRoute } from "../resources/stats.js";
import { tagsRoute } from "../resources/tags.js";
import type { Route } from "./route.js";

const resources: readonly Route[] = [
  searchRoute,
  ...imagesRoutes,
  addImagesRoute,
  ...changeImagesRoutes,
  ...jobsRoutes,
  imageRoute,
  tagsRoute,
  ...duplicatesRoutes,
  statsRoute,
  ...keysRoutes,
  metricsRoute,
  ...healthRoutes,
  rootRoute,
];

/**
 * The routes that each collection has for itself. The probes and the figures are those of
 * the server, and so are the documents that describe the routes.
 */
export const collectionRoutes: readonly Route[] = resources.filter(
  ({ scope }) => scope !== null && scope !== "metrics",
);

/** Every route. The handler, the refusals of methods, OpenAPI and the docs page are made from it. */
export const routeTable: readonly Route[] = [...resources, ...documentationRoutes(resources)];
