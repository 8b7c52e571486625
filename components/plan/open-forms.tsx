"use client";

import dynamic from "next/dynamic";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import { useWritePlace } from "./use-write-place.ts";

const MoveDialog = dynamic(() => import("./move-dialog.tsx").then((module) => module.MoveDialog), { ssr: false });
const MendDialog = dynamic(() => import("./mend-dialog.tsx").then((module) => module.MendDialog), { ssr: false });

/** The form that the URL opens over the page. `item` is the address that may be moved there. */
export function OpenForms({ item }: { item?: Pick<FloatingIp, "ip" | "nodes" | "backends"> }) {
  const { move, mend, setMove, close } = useWritePlace();
  return (
    <>
      {item && move !== null && <MoveDialog item={item} to={move} onTo={setMove} onClose={close} />}
      {mend !== null && <MendDialog target={mend} onClose={close} />}
    </>
  );
}
