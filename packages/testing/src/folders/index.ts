export {
  type Change,
  ChangingFolders,
  type ChangingFoldersOptions,
  changes,
} from "./changing-folders.js";
export { IndexModel, type ToldEvent } from "./index-model.js";
