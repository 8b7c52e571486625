import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskPlaceholders, readCniConfig } from "./cni-config.ts";
import { editCniConfig } from "./cni-edit.ts";

const KEPT = fileURLToPath(new URL("../../testdata/cni-config/", import.meta.url));
const texts = readdirSync(KEPT).filter((name) => name.endsWith(".txt"));
const read = (name: string) => readFileSync(path.join(KEPT, name), "utf8");
const calico = read("calico.txt");

function edited(template: string, enabled = true) {
  const result = editCniConfig(template, enabled);
  if (result.kind !== "edited") throw new Error(`${result.kind} ${result.kind === "refused" ? result.reason.code : ""}`);
  return result;
}

/** As `install-cni` fills it in. */
function installed(text: string): unknown {
  const filled = text
    .replaceAll(/__(CNI_MTU|LOG_FILE_MAX_\w+?)__/g, "1500")
    .replaceAll("__REQUIRE_MTU_FILE__", "false")
    .replaceAll(/__[A-Z_]+?__/g, "x");
  return JSON.parse(filled);
}

describe("every text that upstream ships", () => {
  test.for(texts)("%s gets the flag, four lines are touched, and every other byte stays", (name) => {
    const text = read(name);
    const { text: next, edit } = edited(text);

    expect(readCniConfig(next)).toMatchObject({ ok: true, floatingIps: true, misplaced: [] });
    expect(edit.removed).toBe("");
    expect(next.slice(0, edit.offset) + next.slice(edit.offset + edit.inserted.length)).toBe(text);
    expect(edit.inserted.split("\n")).toHaveLength(4);
    expect(JSON.stringify(installed(next)).replace(',"feature_control":{"floating_ips":true}', "")).toBe(JSON.stringify(installed(text)));
  });

  test.for(texts)("%s can be closed again, and opened again", (name) => {
    const open = edited(read(name)).text;
    const closed = edited(open, false).text;

    expect(readCniConfig(closed)).toMatchObject({ ok: true, floatingIps: false });
    expect(edited(closed).text).toBe(open);
  });
});

test("the insertion looks like what is around it", () => {
  expect(edited(calico).edit.inserted).toBe(',\n      "feature_control": {\n          "floating_ips": true\n      }');
  expect(edited(calico).text).toContain('"mtu": __CNI_MTU__,');
});

test("in a flannel chain it goes into the delegate", () => {
  const { text } = edited(read("canal-etcd.txt"));

  expect(installed(text)).toMatchObject({ plugins: [{ type: "flannel", delegate: { feature_control: { floating_ips: true } } }, {}] });
});

const ONE_LINE = '{"name":"k8s","plugins":[{"type":"calico","mtu":__CNI_MTU__},{"type":"portmap"}]}';
const withControl = (control: string) => calico.replace('"type": "calico",', `"type": "calico",\n      "feature_control": ${control},`);

describe("the edit holds", () => {
  test.for([
    { name: "on one line", text: ONE_LINE, inserted: ',"feature_control": {"floating_ips": true}' },
    { name: "on one line with blanks", text: '{ "type": "calico", "mtu": 1 }', inserted: ', "feature_control": {"floating_ips": true}' },
    {
      name: "with tabs",
      text: calico.replaceAll("  ", "\t"),
      inserted: ',\n\t\t\t"feature_control": {\n\t\t\t\t\t"floating_ips": true\n\t\t\t}',
    },
    {
      name: "with line ends of Windows",
      text: calico.replaceAll("\n", "\r\n"),
      inserted: ',\r\n      "feature_control": {\r\n          "floating_ips": true\r\n      }',
    },
    { name: "beside the other flag", text: withControl('{"ip_addrs_no_ipam": true}'), inserted: ',"floating_ips": true' },
    { name: "in an empty object", text: withControl("{}"), inserted: '"floating_ips": true' },
    { name: "in the place of nothing", text: withControl("null"), inserted: '{"floating_ips": true}' },
    { name: "in the place of false", text: withControl('{"floating_ips": false}'), inserted: "true" },
    { name: "in the place of a text, which no plugin could read", text: withControl('{"floating_ips": "true"}'), inserted: "true" },
    { name: "in the place of what is no object", text: withControl('"floating_ips"'), inserted: '{"floating_ips": true}' },
    { name: "whatever the case of the key, as Go reads it", text: withControl('{"Floating_IPs": false}'), inserted: "true" },
    {
      name: "beside strings that look like comments, braces and placeholders",
      text: '{"type":"calico","a":"// no } comment /* \\" __CNI_MTU__","b":"\\\\"}',
      inserted: ',"feature_control": {"floating_ips": true}',
    },
    {
      name: "with the flag at the wrong place, which stays there",
      text: '{"feature_control":{"floating_ips":true},"plugins":[{"type":"calico"}]}',
      inserted: ',"feature_control": {"floating_ips": true}',
    },
  ])("$name", ({ text, inserted }) => {
    const { text: next, edit } = edited(text);

    expect(edit.inserted).toBe(inserted);
    expect(readCniConfig(next)).toMatchObject({ ok: true, floatingIps: true });
    expect(next.slice(0, edit.offset) + edit.removed + next.slice(edit.offset + edit.inserted.length)).toBe(text);
  });
});

describe("the edit changes nothing", () => {
  test("where the flag says so already", () => {
    expect(editCniConfig(withControl('{"floating_ips": true}'), true)).toEqual({ kind: "unchanged" });
    expect(editCniConfig(calico, false)).toEqual({ kind: "unchanged" });
  });
});

describe("the edit refuses what it cannot prove", () => {
  test.for([
    { name: "a text that is no JSON", text: calico.replace('"cniVersion"', "cniVersion"), code: "cni-not-json" },
    { name: "a comment", text: calico.replace('"name"', '// mine\n  "name"'), code: "cni-not-json" },
    { name: "a placeholder that nobody fills in", text: calico.replace("__CNI_MTU__", "__MY_MTU__"), code: "cni-not-json" },
    { name: "an empty text", text: "", code: "cni-not-json" },
    { name: "no calico plugin", text: '{"plugins":[{"type":"portmap"}]}', code: "cni-no-calico-plugin" },
    { name: "two of them", text: '{"plugins":[{"type":"calico"},{"type":"calico"}]}', code: "cni-two-calico-plugins" },
    { name: "one in another", text: '{"type":"calico","delegate":{"type":"calico"}}', code: "cni-edit-ambiguous" },
    { name: "a list of plugins that stands twice", text: '{"plugins":[],"plugins":[{"type":"calico"}]}', code: "cni-edit-ambiguous" },
    { name: "a control that stands twice", text: withControl('{}, "Feature_Control": {}'), code: "cni-edit-ambiguous" },
    { name: "a flag that stands twice", text: withControl('{"floating_ips": false, "FLOATING_IPS": false}'), code: "cni-edit-ambiguous" },
  ])("$name", ({ text, code }) => expect(editCniConfig(text, true)).toMatchObject({ kind: "refused", reason: { code } }));
});

test("whatever the layout and the values beside it, only the flag differs, and taking the edit back gives what was there", () => {
  const layout = fc.constantFrom<string | number>(0, 1, 2, 4, "\t", "  \t");
  const plugin = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })).map((more) => ({ ...more, type: "calico" }));
  const config = fc.tuple(plugin, layout, fc.boolean(), fc.boolean()).map(([object, indent, inChain, crlf]) => {
    const text = JSON.stringify(inChain ? { plugins: [{ type: "portmap" }, object] } : object, null, indent);
    return crlf ? text.replaceAll("\n", "\r\n") : text;
  });
  fc.assert(
    fc.property(config, (text) => {
      const result = editCniConfig(text, true);
      if (result.kind !== "edited") return;
      const { offset, removed, inserted } = result.edit;
      expect(result.text.slice(0, offset) + removed + result.text.slice(offset + inserted.length)).toBe(text);
      expect(JSON.stringify(JSON.parse(maskPlaceholders(result.text)))).toContain('"feature_control":{"floating_ips":true}');
    }),
    { numRuns: 1000 },
  );
});
