// src/collect-garbage.ts
import { setFlagsFromString } from "v8";
import { runInNewContext } from "vm";
var collect;
function collectGarbage() {
  if (!collect) {
    setFlagsFromString("--expose-gc");
    collect = runInNewContext("gc");
  }
  collect();
}

export {
  collectGarbage
};
//# sourceMappingURL=chunk-6GFOEWTA.js.map