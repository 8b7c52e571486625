import { type Reason, reason } from "./reason.ts";

/** What `install-cni` fills in. Bare ones make the text no JSON, and it must stay so. */
const PLACEHOLDER = /__[A-Z][A-Z0-9_]*?__/y;
const FILLED_IN = new Set(
  [
    ..."LOG_LEVEL LOG_FILE_PATH LOG_FILE_MAX_SIZE LOG_FILE_MAX_AGE LOG_FILE_MAX_COUNT DATASTORE_TYPE KUBERNETES_NODE_NAME".split(" "),
    ..."KUBECONFIG_FILEPATH CNI_MTU KUBERNETES_SERVICE_HOST KUBERNETES_SERVICE_PORT SERVICEACCOUNT_TOKEN CALICO_API_GROUP".split(" "),
    ..."ETCD_CERT_FILE ETCD_CA_CERT_FILE ETCD_KEY_FILE ETCD_ENDPOINTS ETCD_DISCOVERY_SRV REQUIRE_MTU_FILE".split(" "),
  ].map((name) => `__${name}__`),
);

export type CniConfig =
  | {
      readonly ok: true;
      /** What the CNI plugin takes for `feature_control.floating_ips`. */
      readonly floatingIps: boolean;
      /** Where the calico plugin's object stands, e.g. `["plugins", 0]`, or `["plugins", 0, "delegate"]`. */
      readonly path: readonly (string | number)[];
      /** Places where the flag stands without effect, e.g. `plugins.1.feature_control`. */
      readonly misplaced: readonly string[];
      readonly ipamType: string | null;
      readonly datastoreType: string | null;
      readonly hasEtcdEndpoints: boolean;
    }
  | { readonly ok: false; readonly reason: Reason };

type JsonObject = { readonly [key: string]: unknown };

/**
 * Reads a `cni_network_config` template as `install-cni` and then the CNI plugin read it.
 *
 * The template is not JSON: it holds bare placeholders such as `__CNI_MTU__`, and placeholders inside strings, even two in one
 * URL. The flag counts only in the object of the plugin of type `calico`, which in a flannel chain is its `delegate`; anywhere
 * else it is silently ignored. Go matches keys without regard to case.
 *
 * @param template The ConfigMap's value, as read.
 * @returns `ok: false` with `cni-not-json` (install-cni would crash-loop), `cni-no-calico-plugin`, `cni-two-calico-plugins`, or
 *   `cni-flag-not-boolean` (ADD and DEL of every pod would fail).
 * @see projectcalico/calico v3.32.1 cni-plugin/pkg/install/install.go, `writeCNIConfig`; cni-plugin/pkg/types/types.go, `FeatureControl`
 */
export function readCniConfig(template: string): CniConfig {
  const parsed = parse(maskPlaceholders(template));
  if (!parsed.ok) return { ok: false, reason: reason("cni-not-json", { error: parsed.error }) };
  const plugins = calicoPlugins(parsed.value);
  const [plugin] = plugins;
  if (!plugin) return { ok: false, reason: reason("cni-no-calico-plugin") };
  if (plugins.length > 1) return { ok: false, reason: reason("cni-two-calico-plugins", { count: plugins.length }) };

  const flag = readFlag(plugin.object);
  if (typeof flag === "string") return { ok: false, reason: reason("cni-flag-not-boolean", { found: flag }) };
  const ipam = plugin.object["ipam"];
  return {
    ok: true,
    floatingIps: flag,
    path: plugin.path,
    misplaced: misplacedIn(parsed.value, [], plugin.path),
    ipamType: isObject(ipam) && typeof ipam["type"] === "string" ? ipam["type"] : null,
    datastoreType: typeof plugin.object["datastore_type"] === "string" ? plugin.object["datastore_type"] : null,
    hasEtcdEndpoints: "etcd_endpoints" in plugin.object,
  };
}

/**
 * Hides bare placeholders behind JSON strings of equal length, so that offsets hold: `__CNI_MTU__` becomes `"@CNI_MTU@"`.
 *
 * Those inside strings stay. A bare word that `install-cni` does not fill in stays too, and the text is then no JSON.
 */
export function maskPlaceholders(template: string): string {
  let masked = "";
  let inString = false;
  for (let at = 0; at < template.length; at += 1) {
    const character = template.charAt(at);
    if (inString && character === "\\") {
      masked += template.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (character === '"') inString = !inString;
    PLACEHOLDER.lastIndex = at;
    const found = inString ? undefined : PLACEHOLDER.exec(template)?.[0];
    if (found !== undefined && FILLED_IN.has(found)) {
      masked += `"@${found.slice(2, -2)}@"`;
      at += found.length - 1;
    } else masked += character;
  }
  return masked;
}

function parse(text: string): { ok: true; value: unknown } | { ok: false; error: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
}

type Plugin = { readonly path: readonly (string | number)[]; readonly object: JsonObject };

function calicoPlugins(config: unknown): readonly Plugin[] {
  if (!isObject(config)) return [];
  const list = Array.isArray(config["plugins"])
    ? config["plugins"].map((object, index) => ({ path: ["plugins", index], object }))
    : [{ path: [], object: config }];
  return list.flatMap(({ path, object }): Plugin[] => {
    if (!isObject(object)) return [];
    if (object["type"] === "calico") return [{ path, object }];
    const delegate = object["delegate"];
    return isObject(delegate) && delegate["type"] === "calico" ? [{ path: [...path, "delegate"], object: delegate }] : [];
  });
}

/** @returns The flag; or, where Go could not decode it, what stands there instead. */
function readFlag(plugin: JsonObject): boolean | string {
  let flag = false;
  for (const control of valuesOf(plugin, "feature_control")) {
    if (control === null) continue;
    if (!isObject(control)) return JSON.stringify(control);
    for (const value of valuesOf(control, "floating_ips")) {
      if (value === null) continue;
      if (typeof value !== "boolean") return JSON.stringify(value);
      flag = value;
    }
  }
  return flag;
}

/** In the order in which Go meets them: the runtime hands the object on with its keys sorted. */
function valuesOf(object: JsonObject, name: string): readonly unknown[] {
  return Object.keys(object)
    .filter((key) => key.toLowerCase() === name)
    .toSorted()
    .map((key) => object[key]);
}

const LOOKS_LIKE_FLAG = /^(feature_?control|floating_?ips?)$/i;

function misplacedIn(value: unknown, path: readonly (string | number)[], plugin: readonly (string | number)[]): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => misplacedIn(item, [...path, index], plugin));
  if (!isObject(value)) return [];
  const isPlugin = path.join(".") === plugin.join(".");
  const isControl = path.slice(0, -1).join(".") === plugin.join(".") && String(path.at(-1)).toLowerCase() === "feature_control";
  return Object.entries(value).flatMap(([key, child]) => {
    const rightPlace = (isPlugin && key.toLowerCase() === "feature_control") || (isControl && key.toLowerCase() === "floating_ips");
    if (LOOKS_LIKE_FLAG.test(key) && !rightPlace) return [[...path, key].join(".")];
    return misplacedIn(child, [...path, key], plugin);
  });
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
