const tests = "\\.(test|integration|contract)\\.tsx?$|/testing/";
const npm = (...names) => `node_modules/(${names.join("|")})/`;

/** A layer may import only what is listed for it; `research`: none. */
const layer = (name, comment, from, allowed, extra = {}) => ({
  name,
  comment,
  severity: "error",
  from: { path: from, pathNot: tests },
  to: { pathNot: `^(${allowed.join("|")})`, ...extra },
});

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true, dependencyTypesNot: ["type-only"] } },
    layer("domain-is-pure", "lib/domain decides; it does not read, write, wait or render. Pass the data in.", "^lib/domain/", [
      "lib/domain/",
      npm("zod", "ipaddr\\.js", "yaml"),
    ]),
    layer("contract-is-isomorphic", "lib/contract is loaded by the browser and the server: zod and lib/domain only.", "^lib/contract/", [
      "lib/contract/",
      "lib/domain/",
      npm("zod"),
    ]),
    layer("errors-know-the-contract", "lib/errors.ts carries codes of the contract, nothing else.", "^lib/errors\\.ts$", [
      "lib/contract/",
      "lib/domain/",
    ]),
    layer("cluster-speaks-domain", "lib/cluster turns Kubernetes objects into domain records.", "^lib/cluster/", [
      "lib/(cluster|domain|log|metrics)/",
      "lib/errors\\.ts",
      npm("@kubernetes/client-node", "undici", "zod", "server-only"),
      "node:",
      "[a-z_]+$",
    ]),
    layer(
      "history-keeps-what-it-is-told",
      "lib/history stores and recalls; what happened is decided in lib/domain/history.",
      "^lib/history/",
      [
        "lib/(history|domain|log|metrics)/",
        "lib/actions/action\\.ts",
        "lib/errors\\.ts",
        npm("server-only", "kysely", "pg", "@types/pg"),
        "node:",
        "[a-z_]+(/promises)?$",
      ],
    ),
    layer(
      "actions-write-through-ports",
      "lib/actions sends what was planned, through the ports of the cluster and of the store.",
      "^lib/actions/",
      [
        "lib/(actions|domain|contract|log|metrics)/",
        "lib/errors\\.ts",
        "lib/cluster/writer\\.ts",
        "lib/services/live-view-port\\.ts",
        npm("server-only", "zod"),
        "node:",
        "[a-z_]+(/promises)?$",
      ],
    ),
    layer("services-are-verbs", "lib/services combines layers through types of their ports.", "^lib/services/", [
      "lib/(services|domain|contract)/",
      "lib/actions/",
      "lib/errors\\.ts",
      "lib/cluster/(cluster|writer|target-reader)\\.ts",
      "lib/history/store\\.ts",
      "messages/",
      npm("use-intl", "server-only", "zod", "diff", "yaml"),
      "node:",
      "[a-z_]+(/promises)?$",
    ]),
    layer("stream-fans-out", "lib/stream turns revisions into events of the contract.", "^lib/stream/", [
      "lib/(stream|domain|contract|services|log|metrics)/",
      "lib/errors\\.ts",
      npm("server-only", "zod"),
      "node:",
      "[a-z_]+$",
    ]),
    layer("http-knows-the-contract", "lib/http parses requests and writes problems; it decides nothing about clusters.", "^lib/http/", [
      "lib/(http|contract|domain|log|metrics)/",
      "lib/errors\\.ts",
      "messages/",
      npm("server-only", "zod", "use-intl", "next"),
      "node:",
      "[a-z_]+$",
    ]),
    layer("client-runs-in-the-browser", "lib/client loads the contract, never a server folder.", "^lib/client/", [
      "lib/(client|contract|domain|ui)/",
      npm("@tanstack/react-query", "react", "zod", "use-intl", "@types/react"),
    ]),
    layer("ui-primitives-know-no-domain", "Admission test for components/ui: could it ship in another product?", "^components/ui/", [
      "components/ui/",
      "lib/ui/",
      npm("react", "react-dom", "radix-ui", "clsx", "cmdk", "@types/react", "use-intl"),
    ]),
    {
      name: "features-do-not-import-features",
      comment:
        "Shared parts of two features belong in components/ui, components/layout or, of history, components/transition, of writing, components/plan.",
      severity: "error",
      from: { path: "^components/([^/]+)/", pathNot: "^components/(ui|layout)/" },
      to: { path: "^components/([^/]+)/", pathNot: "^components/(ui|layout|transition|plan|$1)/" },
    },
    {
      name: "browser-never-reaches-the-server-layers",
      comment: "components/ and lib/client run in the browser.",
      severity: "error",
      from: { path: "^(components|lib/client)/" },
      to: { path: "^lib/(actions|cluster|history|services|http|runtime|stream|config|log|metrics)/|^app/" },
    },
    {
      name: "kubernetes-client-stays-in-cluster",
      comment: "Only lib/cluster knows the Kubernetes client; everything above it speaks domain types.",
      severity: "error",
      from: { pathNot: "^lib/cluster/" },
      to: { path: "node_modules/@kubernetes/client-node" },
    },
    {
      name: "nothing-imports-app",
      comment: "app/ is routing only. Shared code belongs in components/ or lib/.",
      severity: "error",
      from: { pathNot: "^app/" },
      to: { path: "^app/" },
    },
    {
      name: "the-product-does-not-know-its-demo",
      comment: "The demo talks HTTP to the product, and the product must not know it.",
      severity: "error",
      from: { path: "^(lib|app|components)/", pathNot: tests },
      to: { path: "^(demo|e2e|bench|scripts)/" },
    },
    {
      name: "builders-are-for-tests",
      severity: "error",
      from: { path: "^(lib|app|components)/", pathNot: tests },
      to: { path: "/testing/(?!empty)" },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^\\.next/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "require", "node", "default", "types"] },
  },
};
