import { type ClusterRule, excerpt, fullName } from "./rule.ts";

/** The annotation on a workload's own metadata does nothing: it belongs on the pod template. */
export const annotationOnWorkload: ClusterRule = {
  code: "annotation-on-workload",
  severity: "warning",
  needs: ["deployments", "statefulsets", "daemonsets"],
  find: ({ snapshot }) =>
    [...snapshot.workloads.values()].flatMap((workload) => {
      // A ReplicaSet has what its Deployment has.
      if (workload.ownFloatingIps === null || workload.controller !== null) return [];
      const { kind, namespace, name, ownFloatingIps } = workload;
      const path = kind === "CronJob" ? "spec.jobTemplate.spec.template.metadata.annotations" : "spec.template.metadata.annotations";
      const facts = {
        kind,
        workload: fullName(workload),
        value: excerpt(ownFloatingIps),
        path,
        template: workload.templateFloatingIps === null ? "no" : "yes",
      };
      return [{ subject: { kind, namespace, name }, ips: [], facts }];
    }),
};
