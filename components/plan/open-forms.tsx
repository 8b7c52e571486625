"use client";

import dynamic from "next/dynamic";
import type { FloatingIp } from "#lib/contract/floating-ips.ts";
import { targetOf, useWritePlace } from "./use-write-place.ts";

const MoveDialog = dynamic(() => import("./move-dialog.tsx").then((module) => module.MoveDialog), { ssr: false });
const MendDialog = dynamic(() => import("./mend-dialog.tsx").then((module) => module.MendDialog), { ssr: false });
const ReserveDialog = dynamic(() => import("./reserve-dialog.tsx").then((module) => module.ReserveDialog), { ssr: false });
const ReleaseDialog = dynamic(() => import("./reserve-dialog.tsx").then((module) => module.ReleaseDialog), { ssr: false });

/** The form that the URL opens over the page. `item` is the address that may be moved there. */
export function OpenForms({ item }: { item?: Pick<FloatingIp, "ip" | "nodes" | "backends"> }) {
  const { place, open, close } = useWritePlace();
  const target = place.mend === null ? null : targetOf(place.mend);
  return (
    <>
      {item && place.move !== null && <MoveDialog item={item} to={place.move} onTo={(move) => open({ move })} onClose={close} />}
      {target && <MendDialog target={target} onClose={close} />}
      {place.reserve !== null && <ReserveDialog cidrs={listOf(place.reserve)} name={place.held} onClose={close} />}
      {place.release !== null && place.held !== null && <ReleaseDialog cidrs={listOf(place.release)} name={place.held} onClose={close} />}
    </>
  );
}

function listOf(text: string): readonly string[] {
  return text.split(",").filter((item) => item !== "");
}
