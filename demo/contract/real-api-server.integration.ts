import { describe } from "vitest";
import { findPrograms, startControlPlane } from "../../e2e/control-plane/control-plane.ts";
import { credentialsFrom } from "../player/client.ts";
import { apiServerContract } from "./api-server-contract.ts";

const programs = await findPrograms();

describe.skipIf(!programs)("a real API server", () => {
  apiServerContract(async () => {
    if (!programs) throw new Error("no control plane at hand");
    const plane = await startControlPlane(programs);
    return { credentials: await credentialsFrom(plane.kubeconfig("admin")), compact: () => plane.compact(), close: () => plane.stop() };
  });
});
