# One image for the app, the command line and its workers: docs/deploy.md.
# test/deploy.integration.test.ts replays these steps in an empty folder.
ARG NODE_VERSION=22

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /source
COPY . .
RUN npx --yes pnpm@10.34.9 install --frozen-lockfile --filter revimg-workspace --filter-prod "@revimg/image..."
RUN WITHOUT_TYPES=1 npx --yes pnpm@10.34.9 --filter-prod "@revimg/image..." build
# Exactly the versions of pnpm-lock.yaml, without what only builds need.
RUN npx --yes pnpm@10.34.9 --config.inject-workspace-packages=true --filter @revimg/image deploy --prod /app
RUN node deploy/image/prune.mjs /app

FROM node:${NODE_VERSION}-bookworm-slim
ENV NODE_ENV=production
# glibc keeps memory for each thread after pictures were decoded, unless it may not: docs/security.md.
ENV MALLOC_ARENA_MAX=2
ENV PATH=/app/node_modules/.bin:$PATH
# The embedded stores, and models that are fetched. The built-in model is in the image.
ENV REVIMG_DATA=/data REVIMG_MODEL_CACHE=/models
ENV HOST=0.0.0.0 PORT=3000
WORKDIR /app
COPY --from=build /app /app
RUN mkdir -p /data /models && chown node:node /data /models
USER node
VOLUME /data /models
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["node", "health.mjs"]
CMD ["node", "node_modules/@revimg/remix-app/build/server.js"]
