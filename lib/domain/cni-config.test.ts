import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { maskPlaceholders, readCniConfig } from "./cni-config.ts";

const KEPT = fileURLToPath(new URL("../../testdata/cni-config/", import.meta.url));
const UPSTREAM = process.env["BUOY_UPSTREAM_MANIFESTS"] ?? path.join("..", "shared", "calico");
const texts = readdirSync(KEPT).filter((name) => name.endsWith(".txt"));
const read = (name: string) => readFileSync(path.join(KEPT, name), "utf8");
const calico = read("calico.txt");

describe("every text that upstream ships", () => {
  test("seven are kept", () => expect(texts).toHaveLength(7));

  test.for(texts)("%s has the gate closed, and one calico plugin", (name) => {
    expect(readCniConfig(read(name))).toMatchObject({ ok: true, floatingIps: false, misplaced: [] });
  });

  test.for(texts)("%s keeps its length when its placeholders are hidden, and has them back", (name) => {
    const text = read(name);
    const masked = maskPlaceholders(text);

    expect(masked).toHaveLength(text.length);
    expect(masked.replace(/"@(\w+)@"/g, "__$1__")).toBe(text);
  });

  test.runIf(existsSync(UPSTREAM))("is what the manifests at hand say", () => {
    for (const name of texts.filter((text) => !text.includes("0.3.1"))) {
      const manifest = readFileSync(path.join(UPSTREAM, name.replace(".txt", ".yaml")), "utf8");
      const documents = manifest.split(/^---$/m).filter((text) => text.includes("cni_network_config: |-"));
      const data = (parse(documents[0] ?? "") as { data: Record<string, string> }).data;
      expect(data["cni_network_config"]?.trimEnd()).toBe(read(name).trimEnd());
    }
  });

  test("in a flannel chain the plugin is the delegate", () => {
    expect(readCniConfig(read("canal-etcd.txt"))).toMatchObject({ ok: true, path: ["plugins", 0, "delegate"], hasEtcdEndpoints: true });
  });

  test("Canal uses host-local addresses", () => expect(readCniConfig(read("canal.txt"))).toMatchObject({ ipamType: "host-local" }));
});

const withControl = (control: string) => calico.replace('"type": "calico",', `"type": "calico",\n"feature_control": ${control},`);

describe("the flag", () => {
  test.for([
    { name: "is on when it is true", text: withControl('{"floating_ips": true}'), on: true },
    { name: "is off when it is false", text: withControl('{"floating_ips": false}'), on: false },
    { name: "is off when another flag stands alone", text: withControl('{"ip_addrs_no_ipam": true}'), on: false },
    { name: "may stand beside the other flag", text: withControl('{"ip_addrs_no_ipam": true, "floating_ips": true}'), on: true },
    { name: "is read whatever its case, as Go does", text: withControl('{"Floating_IPs": true}'), on: true },
    { name: "is left alone by null", text: withControl("null"), on: false },
    {
      name: "counts in the last of two keys that differ in case only",
      text: withControl('{"FLOATING_IPS": true, "floating_ips": false}'),
      on: false,
    },
  ])("$name", ({ text, on }) => {
    expect(readCniConfig(text)).toMatchObject({ ok: true, floatingIps: on });
  });

  test.for([
    { name: "a string", text: withControl('{"floating_ips": "true"}'), code: "cni-flag-not-boolean" },
    { name: "a number", text: withControl('{"floating_ips": 1}'), code: "cni-flag-not-boolean" },
    { name: "a list in the place of its object", text: withControl("[]"), code: "cni-flag-not-boolean" },
    { name: "no calico plugin", text: calico.replace('"calico"', '"bridge"'), code: "cni-no-calico-plugin" },
    { name: "two calico plugins", text: calico.replace('"portmap"', '"calico"'), code: "cni-two-calico-plugins" },
    {
      name: "a trailing comma",
      text: calico.replace('"capabilities": {"portMappings": true}', '"capabilities": {"portMappings": true},'),
      code: "cni-not-json",
    },
    { name: "a placeholder that nobody fills in", text: calico.replace("__CNI_MTU__", "__MTU__"), code: "cni-not-json" },
  ])("cannot be read with $name", ({ text, code }) => {
    expect(readCniConfig(text)).toMatchObject({ ok: false, reason: { code } });
  });

  test.for([
    {
      name: "beside the plugins",
      text: calico.replace('"plugins": [', '"feature_control": {"floating_ips": true}, "plugins": ['),
      place: "feature_control",
    },
    {
      name: "in portmap",
      text: calico.replace('"type": "portmap",', '"type": "portmap", "feature_control": {"floating_ips": true},'),
      place: "plugins.1.feature_control",
    },
    {
      name: "in the plugin without its object",
      text: calico.replace('"type": "calico",', '"type": "calico", "floating_ips": true,'),
      place: "plugins.0.floating_ips",
    },
    { name: "misspelt", text: withControl('{"floatingIPs": true}'), place: "plugins.0.feature_control.floatingIPs" },
    {
      name: "beside a delegate",
      text: read("canal-etcd.txt").replace('"type": "flannel",', '"type": "flannel", "feature_control": {"floating_ips": true},'),
      place: "plugins.0.feature_control",
    },
  ])("has no effect $name, and the place is told", ({ text, place }) => {
    expect(readCniConfig(text)).toMatchObject({ ok: true, floatingIps: false, misplaced: [place] });
  });
});

describe("placeholders", () => {
  test("inside strings stay, two in one URL as well", () => {
    const text = '{"a": "https://__KUBERNETES_SERVICE_HOST__:__KUBERNETES_SERVICE_PORT__", "b": __CNI_MTU__}';

    expect(maskPlaceholders(text)).toBe('{"a": "https://__KUBERNETES_SERVICE_HOST__:__KUBERNETES_SERVICE_PORT__", "b": "@CNI_MTU@"}');
  });

  test("behind an escaped quote are still inside the string", () => {
    expect(maskPlaceholders('{"a": "\\"__CNI_MTU__"}')).toBe('{"a": "\\"__CNI_MTU__"}');
  });
});
