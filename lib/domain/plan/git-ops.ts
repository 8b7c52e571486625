/** Who writes an object again from a repository, and takes back what is changed by hand. */
export type Deployer = { readonly tool: "Argo CD" | "Flux" | "Helm"; readonly name: string };

type Metadata = { readonly labels?: Texts | null | undefined; readonly annotations?: Texts | null | undefined };
type Texts = Readonly<Record<string, string>>;

/**
 * Which tool an object comes from, told by the labels and annotations that it leaves.
 *
 * Argo CD and Flux come first: where they install a chart, Helm's own marks stand beside theirs. Argo CD's default label
 * `app.kubernetes.io/instance` is not asked, because half of all charts set it without Argo CD.
 *
 * @returns `null` where no mark is known: it may still come from a repository.
 * @see argo-cd v3.1 util/argo/resource_tracking.go; fluxcd/pkg ssa `Owner`; helm v3.18 pkg/action/validate.go, `requireOwner`
 */
export function deployerOf({ labels, annotations }: Metadata): Deployer | null {
  const label = (key: string) => labels?.[key] ?? null;
  const annotation = (key: string) => annotations?.[key] ?? null;
  const argo = annotation("argocd.argoproj.io/tracking-id")?.split(":")[0] ?? label("argocd.argoproj.io/instance");
  if (argo) return { tool: "Argo CD", name: argo };
  for (const controller of ["kustomize", "helm"]) {
    const name = label(`${controller}.toolkit.fluxcd.io/name`);
    if (name) return { tool: "Flux", name };
  }
  const release = annotation("meta.helm.sh/release-name");
  if (label("app.kubernetes.io/managed-by") === "Helm" || release) return { tool: "Helm", name: release ?? "unnamed" };
  return null;
}
