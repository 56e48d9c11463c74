import {
  type ServiceName,
  type SharedServices,
  startChroma,
  startPgvector,
  startPostgres,
  startS3,
  whyNoService,
} from "@revimg/testing/services";

const services: readonly ServiceName[] = ["postgres", "pgvector", "chroma", "s3"];

/** Why they can't all be had here, or null. */
export function whyNoServers(): string | null {
  return services.map(whyNoService).find((reason) => reason !== null) ?? null;
}

/** How they are reached. */
export type Servers = Pick<SharedServices, "postgres" | "pgvector" | "chroma" | "s3">;

/** Starts servers of the run's own. */
export async function startServers(): Promise<{ servers: Servers; stop(): Promise<void> }> {
  const started: { stop(): Promise<void> }[] = [];
  const start = async <Server extends { stop(): Promise<void> }>(starting: Promise<Server>) => {
    const server = await starting;
    started.push(server);
    return server;
  };
  const stop = async () => {
    for (const server of started.splice(0).reverse()) await server.stop();
  };
  try {
    const servers = {
      postgres: await start(startPostgres()),
      pgvector: await start(startPgvector()),
      chroma: await start(startChroma()),
      s3: await start(startS3()),
    };
    return { servers, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
