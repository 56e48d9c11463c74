import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { run } from "../../packages/testing/dist/services.js";
import { parseDockerfile, type Stage, variablesOf } from "./dockerfile.js";

/** The image, as a folder. */
export interface Replayed {
  /** What would be `/` in a container. */
  root: string;
  /** Variables that the image sets; paths are those of this machine. */
  variables: Record<string, string>;
  /** The folder that commands run in. */
  directory: string;
  /** The last of these steps, as it stands in the file: `USER`, `CMD`, `HEALTHCHECK`. */
  settings: Map<string, string>;
}

/** Folders at the root of the image that its steps name. */
const folders = ["source", "app", "data", "models", "pictures"];

/** A path of a container, such as `/app/x`, as one below `root`. Other texts stay. */
export function insideOf(root: string, text: string): string {
  const path = new RegExp(`(^|[\\s="':])/(${folders.join("|")})(?=$|[\\s/"':])`, "g");
  return text.replace(path, (_, before: string, name: string) => `${before}${root}/${name}`);
}

/**
 * Goes through the steps of a Dockerfile on this machine, each stage in an empty folder of
 * its own. What a base image brings (Node, a user, a shell) is this machine's. Nothing of the
 * stages before the last one is left.
 */
export async function replayImage(source: string, work: string): Promise<Replayed> {
  const stages = parseDockerfile(await readFile(join(source, "Dockerfile"), "utf8"));
  const roots = stages.map(({ name }) => join(work, name ?? "image"));
  let image: Replayed | undefined;
  for (const [place, stage] of stages.entries()) {
    const rootOf = (name: string) => roots[stages.findIndex((each) => each.name === name)]!;
    image = await replayStage(stage, roots[place]!, source, rootOf);
  }
  for (const root of roots.slice(0, -1)) await rm(root, { recursive: true });
  if (image === undefined) throw new Error("The Dockerfile has no stage.");
  return image;
}

async function replayStage(
  { steps }: Stage,
  root: string,
  source: string,
  rootOf: (name: string) => string,
): Promise<Replayed> {
  const variables: Record<string, string> = {};
  const settings = new Map<string, string>();
  let directory = root;
  await mkdir(root, { recursive: true });
  for (const { name, text } of steps) {
    if (name === "WORKDIR") {
      directory = insideOf(root, text);
      await mkdir(directory, { recursive: true });
    } else if (name === "ENV") {
      for (const [key, value] of variablesOf(insideOf(root, text))) {
        variables[key] = value.replace("$PATH", process.env.PATH ?? "");
      }
    } else if (name === "COPY") {
      const [, stage, from = "", to = ""] = /^(?:--from=(\S+) )?(\S+) (\S+)$/.exec(text) ?? [];
      const target = to === "." ? directory : insideOf(root, to);
      if (stage === undefined) await copyContext(join(source, from), target, source);
      else await run("cp", ["-a", `${insideOf(rootOf(stage), from)}/.`, target]);
    } else if (name === "RUN") {
      // The owner is a user of the base image.
      const command = insideOf(root, text).replace("chown node:node", "true");
      const env = { ...variables, npm_config_prefer_offline: "true", CI: "1" };
      await run("sh", ["-c", command], { cwd: directory, env, timeoutMs: 240_000 });
    } else {
      settings.set(name, text);
    }
  }
  return { root, variables, directory, settings };
}

/** The files that Docker would be sent: all but those of `.dockerignore`. */
async function copyContext(from: string, to: string, source: string): Promise<void> {
  const lines = (await readFile(join(source, ".dockerignore"), "utf8")).split("\n");
  const patterns = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const ignored = patterns.map((pattern) => {
    const [, anywhere, name = ""] = /^(\*\*\/)?(.*)$/.exec(pattern) ?? [];
    const rest = name.replaceAll(".", "\\.").replaceAll("*", "[^/]*");
    return new RegExp(`^${anywhere ? "(.*/)?" : ""}${rest}$`);
  });
  await cp(from, to, {
    recursive: true,
    filter: (path) => !ignored.some((each) => each.test(relative(source, path))),
  });
}
