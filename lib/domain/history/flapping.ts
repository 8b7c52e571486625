/** Several transitions of one address in a short time. */
export type Flap = { readonly ip: string; readonly from: number; readonly to: number; readonly ids: readonly number[] };

type Moment = { readonly id: number; readonly ip: string; readonly notAfter: number };

/**
 * Groups the transitions of an address that came so fast that they are one trouble.
 *
 * A transition belongs to a group where some window of that length holds it and enough others; windows that share one are
 * one group.
 *
 * @param transitions Of any addresses, in any order.
 * @param limits `threshold`: so many within `windowMs` are a group, at least 2.
 * @returns In the order of time; ids in the order of storing.
 */
export function flapsOf(
  transitions: readonly Moment[],
  limits: { readonly windowMs: number; readonly threshold: number },
): readonly Flap[] {
  const byIp = Map.groupBy(
    transitions.toSorted((a, b) => a.id - b.id),
    ({ ip }) => ip,
  );
  return [...byIp].flatMap(([ip, own]) => groupsOf(ip, own, limits)).toSorted((a, b) => a.from - b.from);
}

function groupsOf(ip: string, own: readonly Moment[], { windowMs, threshold }: Parameters<typeof flapsOf>[1]): readonly Flap[] {
  const size = Math.max(2, threshold);
  const groups: { first: number; last: number }[] = [];
  for (let last = size - 1; last < own.length; last += 1) {
    const first = last - size + 1;
    const [start, end] = [own[first], own[last]];
    if (!start || !end || end.notAfter - start.notAfter > windowMs) continue;
    const open = groups.at(-1);
    if (open && first <= open.last) open.last = last;
    else groups.push({ first, last });
  }
  return groups.map(({ first, last }) => {
    const members = own.slice(first, last + 1);
    return { ip, from: members[0]?.notAfter ?? 0, to: members.at(-1)?.notAfter ?? 0, ids: members.map(({ id }) => id) };
  });
}
