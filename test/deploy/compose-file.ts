import { join } from "node:path";
import { parse } from "yaml";
import { run } from "../../packages/testing/dist/services.js";

/** A service of a compose file, with every variable filled in. */
export interface ComposeService {
  image?: string;
  command?: string[];
  environment?: Record<string, string>;
  healthcheck?: { test: string[] };
  volumes?: string[];
}

/** What `docker-compose config` makes of the file. Rejects with what it finds wrong. */
export async function readCompose(
  root: string,
  environmentFile: string,
  profiles: readonly string[],
): Promise<Record<string, ComposeService>> {
  const file = ["--file", join(root, "docker-compose.yml"), "--env-file", environmentFile];
  const chosen = profiles.flatMap((profile) => ["--profile", profile]);
  const { stdout } = await run("docker-compose", [...file, ...chosen, "config"]);
  return parse(stdout).services;
}
