import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startServer } from "../../packages/cli/src/testing/running-server.js";
import { freePort, startProcess } from "../../packages/testing/dist/services.js";
import { codeBlocks } from "../docs/pages.js";

const page = "docs/deploy.md";

function blockOf(language: string): string {
  const block = codeBlocks(page).find((each) => each.language === language);
  if (block === undefined) throw new Error(`${page} has no block of ${language}.`);
  return block.code;
}

/**
 * Starts what docs/deploy.md says for a machine without containers: the command of its service, in
 * a folder with an index, and NGINX with its lines, less TLS. Resolves to NGINX's address.
 */
export async function serveBehindNginx(
  directory: string,
): Promise<{ address: string } & AsyncDisposable> {
  const [, words = ""] = /revimg\.js serve --port 8080 (.+)/.exec(blockOf("ini")) ?? [];
  const server = await startServer(directory, words.split(" "));
  const port = await freePort();
  const site = blockOf("nginx")
    .replace("443 ssl", `127.0.0.1:${port}`)
    .replaceAll(/^ *ssl_.*\n/gm, "")
    .replaceAll("http://127.0.0.1:8080", server.url);
  const nginx = await startNginx(join(directory, "nginx"), site);
  return {
    address: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await nginx.kill("SIGTERM");
      await server.stop();
    },
  };
}

async function startNginx(folder: string, site: string) {
  await mkdir(folder);
  const kept = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const file = join(folder, "nginx.conf");
  await writeFile(
    file,
    `${process.getuid?.() === 0 ? "user root;" : ""}
pid ${folder}/pid;
error_log ${folder}/log notice;
events {}
http {
  access_log off;
  ${kept.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  ${site}
}
`,
  );
  const options = { logFile: join(folder, "output") };
  return startProcess("nginx", ["-c", file, "-p", folder, "-g", "daemon off;"], options);
}
