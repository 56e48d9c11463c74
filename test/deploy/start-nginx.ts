import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ServerProcess, startProcess } from "../../packages/testing/dist/services.js";

/**
 * Starts Debian's NGINX as the entrypoint of NGINX's image does: templates are filled in,
 * scripts run, and then the shell becomes NGINX. `nginx -t` checks the files first.
 *
 * @param environment The variables of the service, with this machine's ports and folders.
 */
export async function startNginx(
  deploy: string,
  directory: string,
  environment: Record<string, string>,
): Promise<ServerProcess> {
  const sites = join(directory, "conf.d");
  await mkdir(sites, { recursive: true });
  const templates = join(deploy, "templates");
  for (const name of await readdir(templates)) {
    const text = await readFile(join(templates, name), "utf8");
    // As envsubst does it there: only variables that are set.
    const filled = text.replace(/\$\{(\w+)\}/g, (whole, key: string) => environment[key] ?? whole);
    await writeFile(join(sites, name.replace(/\.template$/, "")), filled);
  }
  const configuration = join(directory, "nginx.conf");
  await writeFile(configuration, mainFile(directory));
  const entrypoint = `sh "$0" && nginx -t -c "$1" -p "$2" -q && exec nginx -c "$1" -p "$2" -g "daemon off;"`;
  const script = join(deploy, "certificate.sh");
  return startProcess("sh", ["-c", entrypoint, script, configuration, directory], {
    env: { ...environment, NGINX_ENVSUBST_OUTPUT_DIR: sites, CERTIFICATE_INTERVAL: "0.2" },
    logFile: join(directory, "log"),
  });
}

/** What the image's own `nginx.conf` says, with this machine's folders. */
function mainFile(directory: string): string {
  const body = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  const user = process.getuid?.() === 0 ? "user root;" : "";
  return `${user}
worker_processes 1;
pid ${directory}/nginx.pid;
error_log ${directory}/log notice;
events { worker_connections 256; }
http {
  types { text/html html; image/jpeg jpg; }
  default_type application/octet-stream;
  access_log ${directory}/access.log;
  ${body.map((name) => `${name}_temp_path ${directory}/${name};`).join("\n  ")}
  include ${directory}/conf.d/*.conf;
}
`;
}
