import { PHASE_PRODUCTION_SERVER } from "next/constants.js";

/** @returns {import('next').NextConfig} */
export default (phase) => ({
  // The image of the container takes the standalone files; `next start` runs the build as it is.
  ...(phase !== PHASE_PRODUCTION_SERVER && { output: "standalone" }),
  poweredByHeader: false,
  reactStrictMode: true,
  // `npm run verify` checks the types of the whole tree, tests included.
  typescript: { ignoreBuildErrors: true },
  agentRules: false,
  // Also a path with a slash at its end is asked for its Host first (proxy.ts).
  skipTrailingSlashRedirect: true,
  // No picture here is resized, and what would do it is one more thing to ask.
  images: { unoptimized: true },
  serverExternalPackages: ["@kubernetes/client-node", "undici", "pino", "prom-client", "kysely", "pg"],
  // Next keeps a copy of a body for the proxy. The routes refuse what is over 64 kB.
  experimental: { agentFeedback: false, proxyClientMaxBodySize: 128 * 1024 },
});
