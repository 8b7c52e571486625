import { isV4Mapped, parseAddress, parseCidr } from "./address.ts";
import { readFloatingIps } from "./annotation.ts";
import { endpointOf, parseFailure } from "./endpoint.ts";
import { FLOATING_IPS_ANNOTATION, type PodRecord } from "./snapshot.ts";

/** What the CNI plugin will answer; `error` is its text, a panic cut to the first line. */
export type Forecast = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** `feature_control.floating_ips` as installed on the node; `invalid`: no boolean, so nothing of the configuration is read. */
export type CniFlag = boolean | "invalid";

export type AddInput = {
  /** The annotation's value; `null` when the key is absent. */
  readonly value: string | null;
  /** The families that the pod will have addresses of. */
  readonly families: { readonly v4: boolean; readonly v6: boolean };
  readonly flag: CniFlag;
  /** The Pod object already names an address: it is a new sandbox of a pod whose network was up. */
  readonly hasAddress?: boolean;
};

const OK: Forecast = { ok: true };
const BAD_FLAG =
  "failed to load netconf: json: cannot unmarshal string into Go struct field FeatureControl.feature_control.floating_ips of type bool";
const PANIC = "Calico CNI panicked during ADD: runtime error: invalid memory address or nil pointer dereference";

/**
 * What the CNI plugin answers when a pod with this value starts.
 *
 * It is stricter than Felix: one item that a running pod bears in silence keeps its replacement from starting, with all
 * good items beside it. The empty string fails after everything else, and whatever the flag says. A pod that already has an
 * address is read as Felix reads it before anything is done, so there a malformed value wins over the flag.
 *
 * @see projectcalico/calico v3.32.1 cni-plugin/pkg/k8s/k8s.go, `CmdAddK8s`; libcalico-go/lib/validator/v3/validator.go, `validateIPNAT`
 */
export function forecastAdd({ value, families, flag, hasAddress = false }: AddInput): Forecast {
  if (flag === "invalid") return refused(BAD_FLAG);
  if (value === null) return OK;
  const read = readFloatingIps(value);
  if (hasAddress && !read.ok) return refused(parseFailure(value, read.error));
  if (value !== "" && !flag) return refused("requested feature is not enabled: floating_ips");
  if (!read.ok) return refused(parseFailure(value, read.error));

  const fields: string[] = [];
  for (const item of read.items) {
    const bad = validate(item, item.includes(":") ? families.v6 : families.v4);
    if (bad === "panic") return refused(PANIC);
    fields.push(...bad);
  }
  if (fields.length === 0) return OK;
  return refused(
    fields.length === 1
      ? `error with field ${fields[0]}`
      : `error with the following fields:\n${fields.map((field) => `-  ${field}\n`).join("")}`,
  );
}

/**
 * What the CNI plugin answers when a pod with this value goes.
 *
 * @param input `hasAddress`: the Pod object still names the pod's address, as it does for a pod whose network is up. The empty
 *   value counts as having one, because the failed ADD itself wrote the address down.
 * @see projectcalico/calico v3.32.1 cni-plugin/pkg/k8s/k8s.go, `CmdDelK8s`
 */
export function forecastDel({ value, hasAddress, flag }: { value: string | null; hasAddress: boolean; flag: CniFlag }): Forecast {
  if (flag === "invalid") return refused(BAD_FLAG);
  if (value === null) return OK;
  const read = readFloatingIps(value);
  return read.ok || (!hasAddress && value !== "") ? OK : refused(parseFailure(value, read.error));
}

/**
 * What will happen to the next pod with this pod's annotation, on a node with the same families.
 *
 * @param cniGateOpen Whether the CNI gate is installed where it would start; `null` when that is not known: then only what
 *   fails either way is told.
 * @returns `ok` for a pod on the host's network, which never meets the CNI plugin. Of a pod without an address the families
 *   are not known: IPv4 is taken for granted, and IPv6 where the value names it.
 */
export function forecastReplacement(pod: PodRecord, cniGateOpen: boolean | null): Forecast {
  if (pod.hostNetwork) return OK;
  const value = pod.annotations[FLOATING_IPS_ANNOTATION] ?? null;
  const now = endpointOf(pod);
  const endpoint = now.kind === "endpoint" && value !== null ? now : endpointOf(asIfItRan(pod));
  if (endpoint.kind === "dropped" && endpoint.reason.code === "source-prefixes-malformed") return refused(endpoint.error);
  const families =
    endpoint.kind === "endpoint" ? { v4: endpoint.v4 !== null, v6: endpoint.v6 !== null } : { v4: true, v6: value?.includes(":") ?? false };
  return forecastAdd({ value, families, flag: cniGateOpen ?? true });
}

/** Without its claim: that tells its families also when it is off the network or finished. */
function asIfItRan(pod: PodRecord): PodRecord {
  const annotations = { ...pod.annotations, [FLOATING_IPS_ANNOTATION]: "[]" };
  return { ...pod, node: pod.node ?? "any", deletionTimestamp: null, phase: "Running", annotations };
}

function refused(error: string): Forecast {
  return { ok: false, error };
}

/** What is wrong with one pair, in the order in which it is found; empty when it passes. */
function validate(item: string, hasFamily: boolean): readonly string[] | "panic" {
  const range = item.includes("/") ? parseCidr(item) : null;
  if (!hasFamily || (item !== "" && range === null && !parseAddress(item))) return "panic";
  const bad: string[] = [];
  if (range) bad.push(`ExternalIP = '${item}' (Reason: failed to validate Field: ExternalIP because of Tag: ip )`);
  if (item === "" || isV4Mapped(item.split("/")[0] ?? "")) bad.push(`ExternalIP = '${item}' (mismatched IP versions)`);
  return bad;
}
