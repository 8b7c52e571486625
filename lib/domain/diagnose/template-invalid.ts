import { forecastAdd } from "../forecast.ts";
import { type ClusterRule, excerpt, fullName } from "./rule.ts";

/** A pod template with a value with which no pod starts. The error is the one that will come. */
export const templateInvalid: ClusterRule = {
  code: "template-invalid",
  severity: "warning",
  needs: ["deployments", "statefulsets", "daemonsets"],
  find: ({ snapshot }) =>
    [...snapshot.workloads.values()].flatMap((workload) => {
      const { kind, namespace, name, templateFloatingIps: value, controller } = workload;
      if (value === null || controller !== null || workload.templateHostNetwork) return [];
      // Which families its pods get is not known; what fails with both fails with either.
      const forecast = forecastAdd({ value, families: { v4: true, v6: true }, flag: true });
      return forecast.ok
        ? []
        : [
            {
              subject: { kind, namespace, name },
              ips: [],
              facts: { kind, workload: fullName(workload), value: excerpt(value), error: excerpt(forecast.error) },
            },
          ];
    }),
};
