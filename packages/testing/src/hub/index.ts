export { type Fault, type HubRequest, inOrder } from "./fault.js";
export { type Hub, type HubOptions, type HubRecord, startHub } from "./hub.js";
