import { expect, test } from "vitest";
import { deployerOf } from "./git-ops.ts";

test.for([
  {
    name: "Argo CD by its annotation",
    metadata: { annotations: { "argocd.argoproj.io/tracking-id": "gateway:apps/Deployment:edge/gw" } },
    is: { tool: "Argo CD", name: "gateway" },
  },
  {
    name: "Argo CD by its label",
    metadata: { labels: { "argocd.argoproj.io/instance": "gateway" } },
    is: { tool: "Argo CD", name: "gateway" },
  },
  {
    name: "Flux by a kustomization",
    metadata: { labels: { "kustomize.toolkit.fluxcd.io/name": "apps" } },
    is: { tool: "Flux", name: "apps" },
  },
  {
    name: "Flux where it installed a chart",
    metadata: { labels: { "app.kubernetes.io/managed-by": "Helm", "helm.toolkit.fluxcd.io/name": "gw" } },
    is: { tool: "Flux", name: "gw" },
  },
  {
    name: "Helm by its release",
    metadata: { labels: { "app.kubernetes.io/managed-by": "Helm" }, annotations: { "meta.helm.sh/release-name": "gw" } },
    is: { tool: "Helm", name: "gw" },
  },
  { name: "nobody by a label that everybody sets", metadata: { labels: { "app.kubernetes.io/instance": "gw" } }, is: null },
  { name: "nobody without metadata", metadata: { labels: null, annotations: undefined }, is: null },
])("an object is deployed by $name", ({ metadata, is }) => expect(deployerOf(metadata)).toEqual(is));
