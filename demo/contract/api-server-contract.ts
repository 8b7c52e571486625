import { afterAll, beforeAll } from "vitest";
import { createClient } from "../player/client.ts";
import { errorContract } from "./error-contract.ts";
import { objectContract } from "./object-contract.ts";
import { NAMESPACE, type OpenedApiServer, type Subject } from "./subject.ts";
import { watchContract } from "./watch-contract.ts";

/** What the console and the player need of an API server. Every server that they are tried on passes this. */
export function apiServerContract(open: () => Promise<OpenedApiServer>): void {
  let subject: Subject;

  beforeAll(async () => {
    const server = await open();
    const client = createClient(server.credentials);
    subject = { server, client };
    await client.create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } });
  });
  afterAll(async () => {
    await subject.client.remove(`/api/v1/namespaces/${NAMESPACE}`);
    await subject.client.close();
    await subject.server.close();
  });

  errorContract(() => subject);
  objectContract(() => subject);
  watchContract(() => subject);
}
