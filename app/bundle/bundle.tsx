"use client";

import { BundleView } from "#components/bundle/bundle-view.tsx";
import { TakenView } from "#components/floating-ip/taken-view.tsx";

/** A file, and the page of the address that is in it. */
export function Bundle() {
  return <BundleView>{(bundle) => <TakenView key={bundle.takenAt} bundle={bundle} />}</BundleView>;
}
