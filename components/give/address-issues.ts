import type { AddressAnswer } from "#lib/contract/addresses.ts";
import { canonicalAddress } from "#lib/domain/address.ts";
import { checkAddressForm } from "#lib/domain/plan/address-form.ts";
import { type Reason, reason } from "#lib/domain/reason.ts";

/** Why an address is refused, with the code of the API. */
export type AddressIssue = { readonly code: string; readonly reason: Reason };

/**
 * What is wrong with an address before a target is chosen, by its form and by whose it is. With a target the plan decides.
 *
 * @param answers What the address is; `undefined` while that is not known.
 */
export function addressIssue(text: string, answers: readonly AddressAnswer[] | undefined): AddressIssue | null {
  const form = checkAddressForm(text);
  if (!form.ok) return { code: form.code, reason: form.reason };
  const ip = canonicalAddress(text) ?? text;
  for (const answer of answers ?? []) {
    const why = holderReason(ip, answer);
    if (why) return { code: "address-in-use", reason: why };
  }
  return answers?.some(({ is }) => is === "outside") ? { code: "address-outside-pools", reason: reason("outside-pools", { ip }) } : null;
}

function holderReason(ip: string, answer: AddressAnswer): Reason | null {
  switch (answer.is) {
    case "pod":
      return reason("address-of-pod", { ip, holder: `${answer.namespace}/${answer.name}` });
    case "service":
      return reason("address-of-service", { ip, holder: `${answer.namespace}/${answer.name}`, type: answer.type });
    case "node":
    case "tunnel":
      return reason(`address-of-${answer.is}`, { ip, holder: answer.node, type: answer.type });
    case "allocated":
      return reason("address-allocated", { ip, to: answer.to });
    default:
      return null;
  }
}
