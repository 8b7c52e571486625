import { describe, expect, test } from "vitest";
import { aSnapshot, aWorkload } from "../testing/builders.ts";
import { aClaimOf, aDeployment, find, IP } from "./testing/find.ts";

const VALUE = `["${IP}"]`;
const SUBJECT = { kind: "Deployment", namespace: "payments", name: "gw" };
const of = (fields: Parameters<typeof aWorkload>[0]) => aSnapshot({ workloads: [aWorkload(fields)] });
const owner = { kind: "Deployment", name: "gw", uid: "uid-Deployment-gw" };

describe("annotation-on-workload", () => {
  test.each([
    ["Deployment", "spec.template.metadata.annotations"],
    ["StatefulSet", "spec.template.metadata.annotations"],
    ["CronJob", "spec.jobTemplate.spec.template.metadata.annotations"],
  ])("names the right place in a %s", (kind, path) => {
    expect(find("annotation-on-workload", of({ kind, ownFloatingIps: VALUE }))).toMatchObject([
      { severity: "warning", subject: { ...SUBJECT, kind }, facts: { path, value: VALUE, template: "no" } },
    ]);
  });

  test("says where the template has one of its own already", () => {
    expect(find("annotation-on-workload", of({ ownFloatingIps: VALUE, templateFloatingIps: VALUE }))).toMatchObject([
      { facts: { template: "yes" } },
    ]);
  });

  test.each([
    ["an annotation on the template", { templateFloatingIps: VALUE }],
    ["a ReplicaSet, which repeats what its Deployment has", { kind: "ReplicaSet", ownFloatingIps: VALUE, controller: owner }],
  ])("is silent about %s", (_name, fields) => {
    expect(find("annotation-on-workload", of(fields))).toEqual([]);
  });
});

describe("template-invalid", () => {
  test.each([
    [IP, `failed to parse '${IP}' as JSON: invalid character '.' after top-level value`],
    ["", "failed to parse '' as JSON: unexpected end of JSON input"],
    [`["${IP}/32"]`, `error with field ExternalIP = '${IP}/32' (Reason: failed to validate Field: ExternalIP because of Tag: ip )`],
    ['["010.99.0.10"]', "Calico CNI panicked during ADD: runtime error: invalid memory address or nil pointer dereference"],
  ])("quotes the error that will come of %s", (value, error) => {
    expect(find("template-invalid", of({ templateFloatingIps: value }))).toMatchObject([
      { severity: "warning", subject: SUBJECT, facts: { value, error } },
    ]);
  });

  test.each([
    ["a good value", { templateFloatingIps: VALUE }],
    ["no value", {}],
    ["pods on the host’s network, whom the plugin never sees", { templateFloatingIps: IP, templateHostNetwork: true }],
    ["a ReplicaSet of a Deployment, which is told already", { kind: "ReplicaSet", templateFloatingIps: IP, controller: owner }],
  ])("is silent about %s", (_name, fields) => {
    expect(find("template-invalid", of(fields))).toEqual([]);
  });
});

describe("template-host-network", () => {
  test("tells of a claim for pods on the host’s network", () => {
    expect(find("template-host-network", of({ templateFloatingIps: VALUE, templateHostNetwork: true }))).toMatchObject([
      { severity: "info", subject: SUBJECT, facts: { workload: "payments/gw" } },
    ]);
  });

  test("is silent about a ReplicaSet of a Deployment, which is told already", () => {
    const fields = { kind: "ReplicaSet", templateFloatingIps: VALUE, templateHostNetwork: true, controller: owner };
    expect(find("template-host-network", of(fields))).toEqual([]);
  });

  test("is silent about pods with a network of their own, and about templates that claim nothing", () => {
    expect(find("template-host-network", of({ templateFloatingIps: VALUE }))).toEqual([]);
    expect(find("template-host-network", of({ templateHostNetwork: true }))).toEqual([]);
  });
});

describe("template-drift", () => {
  const drift = (template: string | null, pod = {}) => {
    const { workloads, run } = aDeployment({ templateFloatingIps: template });
    return find("template-drift", aClaimOf({ controller: run, ...pod }, { workloads }));
  };

  test.each([
    ["claims nothing", null],
    ["claims another address", '["10.99.0.99"]'],
  ])("tells what is lost at the next restart where the template %s", (_name, template) => {
    expect(drift(template)).toMatchObject([
      { severity: "info", ips: [IP], facts: { kind: "Deployment", workload: "payments/checkout", lost: [IP] } },
    ]);
  });

  test.each([
    ["a template that claims it", VALUE, {}],
    ["a template that spells it otherwise", '["fd00:0:0::1"]', { floatingIps: ["fd00::1"], podIp: "fd00:244::5" }],
    ["a pod that is being replaced", null, { deletionTimestamp: "2026-08-29T03:05:00.000Z" }],
    ["a pod that nobody controls", null, { controller: null }],
  ])("is silent about %s", (_name, template, pod) => {
    expect(drift(template, pod)).toEqual([]);
  });
});
