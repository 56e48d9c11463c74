import { addImagesRoute } from "../resources/add-images.js";
import { attributesRoute } from "../resources/attributes.js";
import { changeImagesRoutes } from "../resources/change-images.js";
import { compareRoute } from "../resources/compare.js";
import { documentationRoutes } from "../resources/documentation.js";
import { duplicatesRoutes } from "../resources/duplicates.js";
import { failuresRoutes } from "../resources/failures.js";
import { healthRoutes } from "../resources/health.js";
import { imageRoute } from "../resources/image.js";
import { imagesRoutes } from "../resources/images.js";
import { jobsRoutes } from "../resources/jobs.js";
import { keysRoutes } from "../resources/keys.js";
import { hostRoutes, maintenanceRoutes } from "../resources/maintenance.js";
import { metricsRoute } from "../resources/metrics.js";
import { queueRoutes } from "../resources/queue.js";
import { rootRoute } from "../resources/root.js";
import { searchRoute } from "../resources/search.js";
import { sourcesRoutes } from "../resources/sources.js";
import { statsRoute } from "../resources/stats.js";
import { tagsRoute } from "../resources/tags.js";
import { vectorsRoutes } from "../resources/vectors.js";
import type { Route } from "./route.js";

/** Places and settings of the process: a key of a collection must not reach them. */
const ofServer: readonly Route[] = [...sourcesRoutes, ...queueRoutes, ...hostRoutes];

const resources: readonly Route[] = [
  searchRoute,
  compareRoute,
  ...imagesRoutes,
  addImagesRoute,
  ...changeImagesRoutes,
  attributesRoute,
  ...failuresRoutes,
  ...jobsRoutes,
  imageRoute,
  tagsRoute,
  ...duplicatesRoutes,
  statsRoute,
  ...keysRoutes,
  ...maintenanceRoutes,
  ...vectorsRoutes,
  ...ofServer,
  metricsRoute,
  ...healthRoutes,
  rootRoute,
];

/**
 * The routes that each collection has for itself. The probes and the figures are those of
 * the server, and so are the documents that describe the routes.
 */
export const collectionRoutes: readonly Route[] = resources.filter(
  (route) => route.scope !== null && route.scope !== "metrics" && !ofServer.includes(route),
);

/** Every route. The handler, the refusals of methods, OpenAPI and the docs page are made from it. */
export const routeTable: readonly Route[] = [...resources, ...documentationRoutes(resources)];
