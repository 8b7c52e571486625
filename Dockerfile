# syntax=docker/dockerfile:1
FROM node:24-bookworm-slim AS build
WORKDIR /src
ENV NEXT_TELEMETRY_DISABLED=1
COPY . .
RUN npm ci --no-audit --no-fund
RUN npm run build

FROM node:24-bookworm-slim
WORKDIR /app
# It listens on loopback: reach it with `kubectl port-forward`. Another HOST needs BUOY_AUTH.
ENV NODE_ENV=production HOST=127.0.0.1 PORT=3000 BUOY_DATA_DIR=/data NEXT_TELEMETRY_DISABLED=1 NEXT_MANUAL_SIG_HANDLE=1
COPY --from=build --chown=1000:1000 /src/.next/standalone ./
COPY --from=build --chown=1000:1000 /src/.next/static ./.next/static
COPY --from=build --chown=1000:1000 /src/public ./public
RUN mkdir /data && chown 1000:1000 /data
VOLUME /data
USER 1000:1000
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Next reads HOSTNAME, which a container runtime sets to the name of the pod.
CMD ["sh", "-c", "HOSTNAME=$HOST exec node server.js"]
