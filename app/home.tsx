"use client";

import dynamic from "next/dynamic";
import { FloatingIpList } from "#components/floating-ips/floating-ip-list.tsx";

const Drawer = dynamic(() => import("#components/floating-ip/drawer.tsx").then((module) => module.Drawer), { ssr: false });

/** The list, and beside it the answer about the chosen address. */
export function Home() {
  return <FloatingIpList renderSummary={(ip, close) => <Drawer ip={ip} onClose={close} />} />;
}
