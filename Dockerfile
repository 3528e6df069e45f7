# syntax=docker/dockerfile:1

# Builds and packs the package as for npm, so that the image contains the same files. The npm package bundles packages/; here they are only
# linked.
FROM node:24-slim AS build
WORKDIR /source
COPY package.json package-lock.json .npmrc ./
COPY packages/client/package.json packages/client/
COPY packages/clinical-notes/package.json packages/clinical-notes/
COPY packages/epic-sandbox/package.json packages/epic-sandbox/
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY . .
RUN npm pack --silent --pack-destination /tmp \
  && mkdir /app /state \
  && tar -xzf /tmp/*.tgz -C /app --strip-components 1 \
  && npm prune --omit=dev --no-audit --no-fund \
  && find node_modules -maxdepth 1 -type l -delete \
  && cp -a node_modules/. /app/node_modules/
# A start on the sandbox fills the compile cache for later starts (docs/deployment.md). These settings load the optional modules too. A cache
# works only for the Node and the user that wrote it. Root owns it afterwards, because Node runs the code in it.
COPY --from=gcr.io/distroless/nodejs24-debian12:nonroot /nodejs /nodejs
RUN install -d -o 65532 /app/node_modules/.cache/epic-fhir-graphql-gateway \
  && LOG_LEVEL=silent PORT=0 METRICS_PORT=0 OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9 STATE_URL=redis://127.0.0.1:9 \
    ROUTER_SECRET=only-while-this-image-is-being-built \
    timeout 120 setpriv --reuid=65532 --regid=65532 --clear-groups \
    /nodejs/bin/node --max-semi-space-size=16 scripts/fill-compile-cache.ts /app/dist/cli.js \
  && chown -R 0:0 /app/node_modules/.cache \
  && chmod -R a=rX /app/node_modules/.cache

# Only Node: no shell and no package manager. The gateway is PID 1. It handles SIGTERM itself and has no child processes.
FROM gcr.io/distroless/nodejs24-debian12:nonroot
COPY --from=build /app /app
# Relative paths in the configuration resolve here: by default, the state and the audit spool.
COPY --from=build --chown=65532:65532 /state /state
VOLUME /state
WORKDIR /state
# glibc gives each thread an arena of its own, and seldom returns their memory (docs/decisions/0044-cpu-and-memory.md).
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 MALLOC_ARENA_MAX=2
USER 65532:65532
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
  CMD ["/nodejs/bin/node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/livez').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The flag limits the young generation to a quarter of Node's default, and cannot be set later. Scripts that start the gateway otherwise can pass it too.
ENTRYPOINT ["/nodejs/bin/node", "--max-semi-space-size=16", "/app/dist/cli.js"]
CMD ["start"]
