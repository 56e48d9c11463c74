import type { Family } from "../family.js";
import { balloons } from "./balloons.js";
import { bauhaus } from "./bauhaus.js";
import { butterflies } from "./butterflies.js";
import { cacti } from "./cacti.js";
import { citrus } from "./citrus.js";
import { constellations } from "./constellations.js";
import { contours } from "./contours.js";
import { flowFields } from "./flow-fields.js";
import { koi } from "./koi.js";
import { leaves } from "./leaves.js";
import { lighthouses } from "./lighthouses.js";
import { mandalas } from "./mandalas.js";
import { mountains } from "./mountains.js";
import { mushrooms } from "./mushrooms.js";
import { phyllotaxis } from "./phyllotaxis.js";
import { planets } from "./planets.js";
import { sailboats } from "./sailboats.js";
import { seigaiha } from "./seigaiha.js";
import { skylines } from "./skylines.js";
import { snowflakes } from "./snowflakes.js";
import { stainedGlass } from "./stained-glass.js";
import { starTilings } from "./star-tilings.js";
import { stillLife } from "./still-life.js";
import { sunsets } from "./sunsets.js";
import { trees } from "./trees.js";
import { truchet } from "./truchet.js";

/** Every family of the gallery. */
export const families: readonly Family[] = [
  balloons,
  bauhaus,
  butterflies,
  cacti,
  citrus,
  constellations,
  contours,
  flowFields,
  koi,
  leaves,
  lighthouses,
  mandalas,
  mountains,
  mushrooms,
  phyllotaxis,
  planets,
  sailboats,
  seigaiha,
  skylines,
  snowflakes,
  stainedGlass,
  starTilings,
  stillLife,
  sunsets,
  trees,
  truchet,
];
