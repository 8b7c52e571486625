import { describe } from "vitest";
import { findPrograms, startControlPlane } from "../../e2e/control-plane/control-plane.ts";
import { credentialsFrom } from "../player/client.ts";
import { apiServerContract } from "./api-server-contract.ts";
import type { OpenedApiServer } from "./subject.ts";

/** It sends one about every minute. */
const bookmarkWithinSeconds = 90;

const kubeconfig = process.env["BUOY_TEST_KUBECONFIG"];
const programs = kubeconfig ? null : await findPrograms();

describe.skipIf(!kubeconfig && !programs)("a real API server (`npm run control-plane`, or BUOY_TEST_KUBECONFIG)", () => {
  apiServerContract(async (): Promise<OpenedApiServer> => {
    if (kubeconfig) {
      return { credentials: await credentialsFrom(kubeconfig), compact: null, bookmarkWithinSeconds, close: async () => {} };
    }
    if (!programs) throw new Error("no control plane at hand");
    const plane = await startControlPlane(programs);
    return {
      credentials: await credentialsFrom(plane.kubeconfig("admin")),
      compact: () => plane.compact(),
      bookmarkWithinSeconds,
      close: () => plane.stop(),
    };
  });
});
