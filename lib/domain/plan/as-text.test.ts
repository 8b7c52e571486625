import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { FLOATING_IPS_ANNOTATION } from "../snapshot.ts";
import { aDaemonSet, aPod, aWorkload } from "../testing/builders.ts";
import { pluralOf, textOf } from "./as-text.ts";
import { planSetCniGate } from "./cni-gate.ts";
import { planSetFelixGate } from "./felix-gate.ts";
import type { Planned, Step } from "./plan.ts";
import { planUnreserve } from "./reserve.ts";
import { claimReason, podStep, templateStep } from "./steps.ts";
import { aView } from "./testing/view.ts";

const what = claimReason("add", "pod", "x", []);
const value = '["10.99.0.10"]';
const pod = aPod({ name: "gw-0" });
const gw = aWorkload({ name: "gw" });

function stepsOf(answer: Planned): readonly Step[] {
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusals));
  return answer.plan.steps;
}

/** What the program after the first word would be given. */
function wordsOf(line: string): string[] {
  return execFileSync("sh", ["-c", `kubectl() { for word; do printf '%s\\0' "$word"; done; }; ${line}`], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

describe("by hand", () => {
  test("a claim of a pod is an annotation", () => {
    expect(textOf(podStep(pod, value, what)).kubectl).toBe(
      `kubectl -n payments annotate --overwrite pod gw-0 cni.projectcalico.org/floatingIPs='["10.99.0.10"]'`,
    );
    expect(textOf(podStep(pod, null, what)).kubectl).toBe(
      "kubectl -n payments annotate --overwrite pod gw-0 cni.projectcalico.org/floatingIPs-",
    );
  });

  test("a template is patched, and the shell hands the patch on as it is", () => {
    const step = templateStep(gw, value, what);
    const words = wordsOf(textOf(step).kubectl);

    expect(words.slice(0, -1)).toEqual(["-n", "payments", "patch", "deployment", "gw", "--type=merge", "-p"]);
    expect(JSON.parse(words.at(-1) ?? "")).toEqual(step.patch);
  });

  test("a value with a quote in it stays one word", () => {
    const odd = aPod({ name: "gw-0", value: "['x']" });
    const step = podStep({ ...odd, annotations: {} }, "['x']", what);

    expect(wordsOf(textOf(step).kubectl).at(-1)).toBe(`${FLOATING_IPS_ANNOTATION}=['x']`);
  });

  test("a restart is a restart", () => {
    const view = aView({ daemonSets: [aDaemonSet()], calicoNodePods: [] });
    const [edit, restart] = stepsOf(planSetCniGate(view, { enabled: false, restart: true }, "2026-08-29T03:12:40.000Z"));

    expect(restart && textOf(restart).kubectl).toBe("kubectl -n kube-system rollout restart daemonset calico-node");
    expect(JSON.parse(wordsOf(edit ? textOf(edit).kubectl : "").at(-1) ?? "")).toEqual(edit?.patch);
  });

  test("an object that is created is one document, and one that goes is named with its group", () => {
    const [create] = stepsOf(planSetFelixGate(aView(), { enabled: true, node: "node-a" }));
    const view = aView({ ipReservations: [{ name: "floating", reservedCIDRs: ["10.99.0.10/32"] }] });
    const [remove] = stepsOf(planUnreserve(view, { name: "floating", cidrs: ["10.99.0.10"] }));

    expect(create && textOf(create).kubectl).toContain(
      "kubectl create -f - <<'EOF'\napiVersion: crd.projectcalico.org/v1\nkind: FelixConfiguration\n",
    );
    expect(remove && textOf(remove).kubectl).toBe("kubectl delete ipreservations.crd.projectcalico.org floating");
  });
});

describe("for a repository", () => {
  const at = { [FLOATING_IPS_ANNOTATION]: value };
  const template = { spec: { template: { metadata: { annotations: at } } } };
  const identity = { apiVersion: "apps/v1", kind: "Deployment", metadata: { namespace: "payments", name: "gw" } };

  test("a template is a fragment, a value of the chart, and a patch of the kustomization", () => {
    const text = textOf(templateStep(gw, value, what));

    expect(parse(text.yaml)).toEqual({ ...identity, ...template });
    expect(parse(text.helm ?? "")).toEqual({ podAnnotations: at });
    const { patches } = parse(text.kustomize ?? "") as { patches: { patch: string }[] };
    expect(patches.map(({ patch }) => parse(patch))).toEqual([{ ...identity, ...template }]);
  });

  test("what is removed is left out of the fragment, and said to go in a patch", () => {
    const text = textOf(templateStep(gw, null, what));

    expect(parse(text.yaml)).toEqual(identity);
    expect(text.helm).toContain("null");
    expect(text.kustomize).toContain("floatingIPs: null");
  });

  test("a running pod lies in none", () => {
    expect(textOf(podStep(pod, value, what))).toMatchObject({ helm: null, kustomize: null });
  });
});

test.for([
  ["ConfigMap", "configmaps"],
  ["FelixConfiguration", "felixconfigurations"],
  ["ValidatingAdmissionPolicy", "validatingadmissionpolicies"],
  ["ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings"],
] as const)("the plural of %s is %s", ([kind, plural]) => expect(pluralOf(kind)).toBe(plural));
