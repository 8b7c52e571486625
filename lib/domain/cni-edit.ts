import { maskPlaceholders, readCniConfig } from "./cni-config.ts";
import { isEqual } from "./is-equal.ts";
import { type JsonMember, type JsonNode, locateJson } from "./json-text.ts";
import { type Reason, reason } from "./reason.ts";

/** One change at one place: `removed` stood at `offset`, `inserted` stands there now. */
export type TextEdit = { readonly offset: number; readonly removed: string; readonly inserted: string };

export type CniEdit =
  | { readonly kind: "unchanged" }
  | { readonly kind: "edited"; readonly text: string; readonly edit: TextEdit }
  | { readonly kind: "refused"; readonly reason: Reason };

const CONTROL = "feature_control";
const FLAG = "floating_ips";

/**
 * Sets `feature_control.floating_ips` of the calico plugin in a `cni_network_config` template, and leaves every other byte alone.
 *
 * The template is no JSON until `install-cni` has filled it in, and text that it cannot read then crash-loops every
 * calico-node. So nothing is parsed and written anew: one piece of text is put in or replaced, and the result is proven
 * before it is given: it reads as before but for the flag.
 *
 * @param template The ConfigMap's value, as read.
 * @returns `refused` where the place of the flag cannot be told for sure: no JSON, no calico plugin or two, or a key that stands twice.
 * @see projectcalico/calico v3.32.1 cni-plugin/pkg/install/install.go, `writeCNIConfig`; cni-plugin/pkg/types/types.go, `FeatureControl`
 */
export function editCniConfig(template: string, enabled: boolean): CniEdit {
  const before = readCniConfig(template);
  // A flag that is no boolean is what this edit mends; all else must be read well.
  if (!before.ok && before.reason.code !== "cni-flag-not-boolean") return { kind: "refused", reason: before.reason };
  if (before.ok && before.floatingIps === enabled) return { kind: "unchanged" };

  const masked = maskPlaceholders(template);
  const plugin = pluginIn(locateJson(masked), masked);
  const edit = plugin && editOf(masked, plugin, enabled);
  if (!edit) return { kind: "refused", reason: reason("cni-edit-ambiguous", { key: CONTROL }) };
  const text = applyEdit(template, edit);
  if (!isProven(template, text, edit, enabled)) return { kind: "refused", reason: reason("cni-edit-unproven") };
  return { kind: "edited", text, edit };
}

function applyEdit(text: string, { offset, removed, inserted }: TextEdit): string {
  return text.slice(0, offset) + inserted + text.slice(offset + removed.length);
}

/** The object of the calico plugin; `null` where a key on the way to it stands twice. */
function pluginIn(root: JsonNode, text: string): JsonNode | null {
  const lists = membersNamed(root, "plugins");
  if (lists.length > 1) return null;
  const [list] = lists;
  const candidates = list ? list.value.items : [root];
  const found = candidates.flatMap((node) => [node, ...membersNamed(node, "delegate").map(({ value }) => value)]).filter(isCalico);
  const [plugin] = found;
  return found.length === 1 && plugin ? plugin : null;

  function isCalico(node: JsonNode): boolean {
    const types = membersNamed(node, "type");
    return types.length === 1 && types.every(({ value }) => text.slice(value.start, value.end) === '"calico"');
  }
}

/** Go matches keys without regard to case. */
function membersNamed(node: JsonNode, name: string): readonly JsonMember[] {
  return node.members.filter(({ key }) => key.toLowerCase() === name);
}

function editOf(text: string, plugin: JsonNode, enabled: boolean): TextEdit | null {
  const controls = membersNamed(plugin, CONTROL);
  const [control] = controls;
  if (controls.length > 1) return null;
  if (!control) return insertMember(text, plugin, (layout) => `"${CONTROL}": ${objectWithFlag(layout, enabled)}`);
  const shown = text.slice(control.value.start, control.value.end);
  if (!shown.startsWith("{")) return replace(text, control.value, `{"${FLAG}": ${enabled}}`);
  const flags = membersNamed(control.value, FLAG);
  const [flag] = flags;
  if (flags.length > 1) return null;
  return flag ? replace(text, flag.value, String(enabled)) : insertMember(text, control.value, () => `"${FLAG}": ${enabled}`);
}

function replace(text: string, { start, end }: JsonNode, inserted: string): TextEdit {
  return { offset: start, removed: text.slice(start, end), inserted };
}

/** How the members of an object are laid out: what stands between a comma and the next key, and one more step of indentation. */
type Layout = { readonly gap: string; readonly step: string };

function insertMember(text: string, object: JsonNode, member: (layout: Layout) => string): TextEdit {
  const last = object.members.at(-1);
  if (!last) return { offset: object.start + 1, removed: "", inserted: member({ gap: " ", step: "" }) };
  const layout = layoutOf(text, object, last);
  return { offset: last.value.end, removed: "", inserted: `,${layout.gap}${member(layout)}` };
}

function layoutOf(text: string, object: JsonNode, last: JsonMember): Layout {
  const gap = lineBefore(text, last.keyStart);
  if (gap === "") return { gap: /[ \t]$/.test(text.slice(0, last.keyStart)) ? " " : "", step: "" };
  const nested = object.members.flatMap(({ value }) => value.members.slice(0, 1))[0];
  const inner = nested ? lineBefore(text, nested.keyStart) : "";
  const outer = lineBefore(text, object.end - 1);
  if (inner !== "" && inner.startsWith(gap)) return { gap, step: inner.slice(gap.length) };
  return { gap, step: outer !== "" && gap.startsWith(outer) ? gap.slice(outer.length) : "  " };
}

function objectWithFlag({ gap, step }: Layout, enabled: boolean): string {
  if (!gap.includes("\n")) return `{"${FLAG}": ${enabled}}`;
  return `{${gap}${step}"${FLAG}": ${enabled}${gap}}`;
}

/** The line break and the indentation before a place; empty where something else stands on its line. */
function lineBefore(text: string, offset: number): string {
  return /\r?\n[ \t]*$/.exec(text.slice(0, offset))?.[0] ?? "";
}

/** The result reads as it did, but for the flag; and taking the edit back gives what was there. */
function isProven(template: string, text: string, edit: TextEdit, enabled: boolean): boolean {
  const after = readCniConfig(text);
  const back = applyEdit(text, { offset: edit.offset, removed: edit.inserted, inserted: edit.removed });
  if (!after.ok || after.floatingIps !== enabled || back !== template) return false;
  return isEqual(withoutFlag(template, after.path), withoutFlag(text, after.path));
}

type Values = Record<string, unknown>;

/** The values of a template, with all that says something of the flag taken out of the plugin's object. */
function withoutFlag(template: string, path: readonly (string | number)[]): unknown {
  const root: unknown = JSON.parse(maskPlaceholders(template));
  const plugin = path.reduce<unknown>((at, key) => (at as Values)[key], root) as Values;
  for (const key of Object.keys(plugin).filter((name) => name.toLowerCase() === CONTROL)) {
    const control = plugin[key];
    const isObject = typeof control === "object" && control !== null;
    const rest = isObject ? Object.entries(control).filter(([name]) => name.toLowerCase() !== FLAG) : [];
    if (rest.length === 0) delete plugin[key];
    else plugin[key] = Object.fromEntries(rest);
  }
  return root;
}
