import { isV4Mapped, parseAddress } from "../address.ts";
import { readFloatingIps, writeFloatingIps } from "../annotation.ts";
import type { Family } from "../assessment.ts";

/** What shall become of the floating IPs of one annotation. Addresses are canonical. */
export type AnnotationEdit = { readonly verb: "add" | "remove" | "replace"; readonly ips: readonly string[] };

export type AnnotationNext =
  /** It already says so. */
  | { readonly kind: "unchanged" }
  /** `value` is `null` where the key is removed. `dropped`: items that Calico never took and that would keep the next pod from starting. */
  | { readonly kind: "write"; readonly value: string | null; readonly dropped: readonly string[] }
  /** Calico cannot read what is there, so nobody knows what to keep: it must be replaced. */
  | { readonly kind: "unreadable"; readonly error: string };

/**
 * The value of the annotation after an edit: other addresses stay in their order, and nothing is kept that Calico would reject.
 *
 * An empty list is a removed key, never `""` (which takes a running pod off the network and keeps it from ending), nor `[]`
 * (which a new pod is refused with while the CNI gate is closed).
 *
 * @param present The value as it stands; `null` when the key is absent.
 * @param families What the pods have addresses of; an item of another family keeps a pod from starting. `null` when not known.
 * @throws {RangeError} When an address to write is none that Calico takes, or of a family that the pods lack: refuse it before.
 * @see projectcalico/calico v3.32.1 cni-plugin/pkg/k8s/k8s.go, `CmdAddK8s`
 */
export function editAnnotation(present: string | null, edit: AnnotationEdit, families: ReadonlySet<Family> | null = null): AnnotationNext {
  if (edit.verb !== "remove" && edit.ips.some((ip) => !isTaken(ip, families))) throw new RangeError(`${edit.ips} cannot be claimed here`);
  const items = edit.verb === "replace" ? [] : itemsOf(present);
  if (typeof items === "string") return { kind: "unreadable", error: items };

  const held = [...new Set(items.filter((item) => isTaken(item, families)).map(canonical))];
  const dropped = edit.verb === "replace" ? [] : items.filter((item) => !isTaken(item, families) && !edit.ips.includes(canonical(item)));
  const given = [...new Set(edit.ips.map(canonical))];
  const next =
    edit.verb === "add" ? [...new Set([...held, ...given])] : edit.verb === "remove" ? held.filter((ip) => !given.includes(ip)) : given;

  const value = next.length === 0 ? null : writeFloatingIps(next);
  const isSame = edit.verb === "replace" ? value === present : isHeldAlready(edit.verb, items, given);
  return isSame ? { kind: "unchanged" } : { kind: "write", value, dropped };
}

/** The addresses that a value claims, canonical and in order; empty for one that Calico cannot read. */
export function claimedBy(value: string | null): readonly string[] {
  const items = itemsOf(value);
  return typeof items === "string" ? [] : [...new Set(items.filter((item) => isTaken(item, null)).map(canonical))];
}

/** @returns The items; or, where Calico cannot read the value, Go's error. Nothing is lost of a value that holds nothing. */
function itemsOf(present: string | null): readonly string[] | string {
  if (present === null || present === "") return [];
  const read = readFloatingIps(present);
  return read.ok ? read.items : read.error;
}

function isHeldAlready(verb: "add" | "remove", items: readonly string[], given: readonly string[]): boolean {
  const present = new Set(items.map(canonical));
  return verb === "add" ? given.every((ip) => present.has(ip)) : !given.some((ip) => present.has(ip));
}

function isTaken(item: string, families: ReadonlySet<Family> | null): boolean {
  const address = parseAddress(item);
  return address !== null && !isV4Mapped(item) && (families === null || families.has(address.family));
}

/** An item that is no address is only like itself. */
function canonical(item: string): string {
  return isV4Mapped(item) ? item : (parseAddress(item)?.text ?? item);
}
