// src/clip/child-calls.ts
import { fork } from "child_process";
function startChild(program, args) {
  const child = fork(program, args, { stdio: ["ignore", 2, 2, "ipc"] });
  const waiting = /* @__PURE__ */ new Map();
  child.on("message", (answer) => {
    const { resolve, reject } = waiting.get(answer.call) ?? {};
    waiting.delete(answer.call);
    if ("failure" in answer) reject?.(new Error(`In ${args.join(" ")}: ${answer.failure}`));
    else resolve?.(answer.result);
  });
  child.on("exit", (code, signal) => {
    for (const { reject } of waiting.values()) {
      reject(new Error(`The process of ${args.join(" ")} ended with ${signal ?? `code ${code}`}.`));
    }
  });
  let calls = 0;
  const methods = new Proxy({}, {
    get: (_target, method) => (...callArgs) => new Promise((resolve, reject) => {
      const call = { call: ++calls, method: String(method), args: callArgs };
      waiting.set(call.call, { resolve, reject });
      child.send(call);
    })
  });
  return { methods, kill: () => child.kill() };
}
function answerCalls(methods) {
  process.on("message", async ({ call, method, args }) => {
    try {
      process.send?.({ call, result: await methods[method](...args) });
    } catch (error) {
      process.send?.({ call, failure: error instanceof Error ? error.stack : String(error) });
    }
  });
}

export {
  startChild,
  answerCalls
};
//# sourceMappingURL=chunk-PYMSTETH.js.map