import { addressCollision } from "./address-collision.ts";
import { addressHijack } from "./address-hijack.ts";
import { addressLeaked } from "./address-leaked.ts";
import { addressNotReserved } from "./address-not-reserved.ts";
import { annotationOnWorkload } from "./annotation-on-workload.ts";
import { backendNotReady } from "./backend-not-ready.ts";
import { claimDropped } from "./claim-dropped.ts";
import { claimEmpty } from "./claim-empty.ts";
import { claimMalformed } from "./claim-malformed.ts";
import { claimWithoutEffect } from "./claim-without-effect.ts";
import { claimedByStrangers } from "./claimed-by-strangers.ts";
import { cniConfigInvalid } from "./cni-config-invalid.ts";
import { cniFlagMisplaced } from "./cni-flag-misplaced.ts";
import { cniGateClosed } from "./cni-gate-closed.ts";
import { cniGateNotInstalled } from "./cni-gate-not-installed.ts";
import { dataplaneUnsupported } from "./dataplane-unsupported.ts";
import { deadNodeClaim } from "./dead-node-claim.ts";
import { endpointDropped } from "./endpoint-dropped.ts";
import { etcdDatastore } from "./etcd-datastore.ts";
import { exportDisabled } from "./export-disabled.ts";
import { felixCrashLoop } from "./felix-crash-loop.ts";
import { felixGateOff } from "./felix-gate-off.ts";
import { felixGatePinned } from "./felix-gate-pinned.ts";
import { ipv6Off } from "./ipv6-off.ts";
import { noBgp } from "./no-bgp.ts";
import { noStandby } from "./no-standby.ts";
import { nodeNotReady } from "./node-not-ready.ts";
import { notRouted } from "./not-routed.ts";
import { operatorManaged } from "./operator-managed.ts";
import { outsidePools } from "./outside-pools.ts";
import { podDoesNotEnd } from "./pod-does-not-end.ts";
import { podDoesNotStart } from "./pod-does-not-start.ts";
import { preemptionAhead } from "./preemption-ahead.ts";
import { replacementFails } from "./replacement-fails.ts";
import type { ClusterRule, FloatingIpRule, PodRule } from "./rule.ts";
import { sourceStale } from "./source-stale.ts";
import { split } from "./split.ts";
import { templateDrift } from "./template-drift.ts";
import { templateHostNetwork } from "./template-host-network.ts";
import { templateInvalid } from "./template-invalid.ts";
import { unserved } from "./unserved.ts";

/** All rules. A code that is retired is never used again. */
export const FLOATING_IP_RULES: readonly FloatingIpRule[] = [
  addressCollision,
  addressHijack,
  addressNotReserved,
  backendNotReady,
  claimedByStrangers,
  exportDisabled,
  noBgp,
  nodeNotReady,
  noStandby,
  notRouted,
  outsidePools,
  preemptionAhead,
  split,
  unserved,
];

export const POD_RULES: readonly PodRule[] = [
  claimDropped,
  claimEmpty,
  claimMalformed,
  claimWithoutEffect,
  deadNodeClaim,
  endpointDropped,
  felixCrashLoop,
  podDoesNotEnd,
  podDoesNotStart,
  replacementFails,
  templateDrift,
];

export const CLUSTER_RULES: readonly ClusterRule[] = [
  addressLeaked,
  annotationOnWorkload,
  cniConfigInvalid,
  cniFlagMisplaced,
  cniGateClosed,
  cniGateNotInstalled,
  dataplaneUnsupported,
  etcdDatastore,
  felixGateOff,
  felixGatePinned,
  ipv6Off,
  operatorManaged,
  sourceStale,
  templateHostNetwork,
  templateInvalid,
];

export const ALL_RULES = [...FLOATING_IP_RULES, ...POD_RULES, ...CLUSTER_RULES];
