import { type ClusterRule, fullName } from "./rule.ts";

/** With the etcd datastore a claim is read when the pod starts, and edits of a running pod do nothing (trap 26). */
export const etcdDatastore: ClusterRule = {
  code: "etcd-datastore",
  severity: "warning",
  needs: ["daemonsets"],
  find({ installation: { datastore, daemonSet }, pods }) {
    if (datastore !== "etcd" || !daemonSet) return [];
    const subject = { kind: "DaemonSet", namespace: daemonSet.namespace, name: daemonSet.name };
    return [{ subject, ips: [], facts: { daemonSet: fullName(daemonSet), claimants: pods.size } }];
  },
};
