import { FLOATING_IPS_ANNOTATION } from "./snapshot.ts";

/** Both objects bear it. */
export const GUARD_NAME = "buoy-floating-ips";
export const GUARD_API = "admissionregistration.k8s.io/v1";

/** Longer ones are refused unread: the API server ends an expression that costs too much, and then refuses everything. */
const MAX_LENGTH = 8192;
/** JSON's blanks, of which a form feed is none. */
const BLANK = "[ \\\\t\\\\r\\\\n]*";
const ITEM = '"[0-9a-fA-F.:]+"';
const LIST = `^${BLANK}\\\\[${BLANK}${ITEM}(${BLANK},${BLANK}${ITEM})*${BLANK}\\\\]${BLANK}$`;

const TEMPLATE = (object: string) =>
  `request.kind.kind == 'Pod' ? ${object} : request.kind.kind == 'CronJob' ? ${object}.spec.jobTemplate.spec.template : ${object}.spec.template`;
const VALUE = (template: string) => `${template}.?metadata.?annotations[?'${FLOATING_IPS_ANNOTATION}']`;

const RULES = [
  { apiGroups: [""], resources: ["pods"] },
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets", "daemonsets", "replicasets"] },
  { apiGroups: ["batch"], resources: ["jobs", "cronjobs"] },
];

/**
 * The policy by which the API server refuses a floating IP annotation that Calico could not read, or would drop an item of.
 *
 * CEL cannot read JSON, so the text is held to the one form that people write: a list of plain strings, each an address.
 * `[]`, `null` and escapes are refused too, though Calico takes them. A value that was there before may stay, so that an
 * object that is wrong already can still be mended, ended, and rid of its finalizers. It knows no pools and no other pods.
 * Every default of the API server is written out, so that what is stored can be compared with this.
 *
 * @see kubernetes/kubernetes v1.36 staging/src/k8s.io/apiserver/pkg/cel/library/ip.go; calico/README.md, "an admission guard is possible"
 */
export const GUARD_POLICY_SPEC = {
  failurePolicy: "Fail",
  matchConstraints: {
    matchPolicy: "Equivalent",
    namespaceSelector: {},
    objectSelector: {},
    resourceRules: RULES.map((rule) => ({ ...rule, apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], scope: "*" })),
  },
  variables: [
    { name: "template", expression: TEMPLATE("object") },
    { name: "value", expression: VALUE("variables.template") },
    { name: "before", expression: `oldObject == null ? optional.none() : ${VALUE(`(${TEMPLATE("oldObject")})`)}` },
  ],
  validations: [
    {
      expression: [
        "!variables.value.hasValue()",
        "(variables.before.hasValue() && variables.before.value() == variables.value.value())",
        `(variables.value.value().size() <= ${MAX_LENGTH} && variables.value.value().matches('${LIST}') && ` +
          `variables.value.value().findAll('"[^"]*"').all(item, isIP(item.replace('"', ''))))`,
      ].join(" || "),
      message: `${FLOATING_IPS_ANNOTATION} must be a JSON list of IP addresses, such as ["10.0.0.1"]. To withdraw a claim, remove the annotation.`,
      reason: "Invalid",
    },
  ],
} as const;

/** What the API server does with an object that the policy refuses. */
export function guardBindingSpec(mode: "audit" | "deny") {
  return { policyName: GUARD_NAME, validationActions: mode === "deny" ? ["Deny"] : ["Warn", "Audit"] };
}
