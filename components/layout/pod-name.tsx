import type { PodRef } from "#lib/contract/common.ts";

const MAX_NAME = 34;

/** A pod's name cut in the middle, because its end tells it from its sisters. Whole in the title. */
export function cutName(name: string, max = MAX_NAME): string {
  if (name.length <= max) return name;
  const tail = Math.min(16, Math.floor(max / 2));
  return `${name.slice(0, max - tail - 1)}…${name.slice(-tail)}`;
}

export function PodName({ pod }: { pod: Pick<PodRef, "namespace" | "name"> }) {
  return (
    <span title={`${pod.namespace}/${pod.name}`} className="break-words">
      <span className="text-text3">{pod.namespace}/</span>
      {cutName(pod.name)}
    </span>
  );
}
