import { chooseModel, type RevimgOptions } from "@revimg/core";
import type { CommonOptions } from "../shared/options.js";
import { ask, canAsk } from "../terminal/ask.js";
import type { Context } from "../terminal/context.js";
import { formatBytes } from "../terminal/format.js";
import { createModelProgress } from "../terminal/model-progress.js";

/**
 * The model that `auto` means for a new index. A person at a terminal is asked before
 * anything large is fetched. Nobody else is asked, and then nothing large is fetched.
 */
export async function modelForNewIndex(
  { models, inference }: RevimgOptions,
  { json }: CommonOptions,
  context: Context,
): Promise<string> {
  const { stderr, signal } = context;
  const progress = createModelProgress(context);
  try {
    const { model, message } = await chooseModel({
      interactive: canAsk(context) && json !== true,
      ...(models && { models }),
      ...(inference?.dtype && { dtype: inference.dtype }),
      onFetch: ({ bytes }) =>
        isAgreed(
          `This index is new. Fetch CLIP (${formatBytes(bytes)}) for it, once? Without it the small built-in model is used. [Y/n] `,
          context,
        ),
      onProgress: progress.update,
      signal,
    });
    // With --json the events are the report, and `stats` names the model.
    if (message !== null && json !== true) stderr.write(`${message}\n`);
    return model;
  } finally {
    progress.stop();
  }
}

async function isAgreed(question: string, context: Context): Promise<boolean> {
  return !/^n/i.test(await ask(question, context));
}
