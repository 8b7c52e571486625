import { type ClusterRule, fullName } from "./rule.ts";

/** A template that claims addresses for pods on the host's network, where Calico has no part (trap 22). */
export const templateHostNetwork: ClusterRule = {
  code: "template-host-network",
  severity: "info",
  needs: ["deployments", "statefulsets", "daemonsets"],
  find: ({ snapshot }) =>
    [...snapshot.workloads.values()].flatMap((workload) => {
      const { kind, namespace, name, templateFloatingIps, templateHostNetwork: onHost, controller } = workload;
      if (templateFloatingIps === null || !onHost || controller !== null) return [];
      return [{ subject: { kind, namespace, name }, ips: [], facts: { kind, workload: fullName(workload) } }];
    }),
};
