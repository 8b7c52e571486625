import { expect, test } from "vitest";
import type { ApiClient } from "./api-client.ts";
import { SourceFailure } from "./failure.ts";
import { identify } from "./identify.ts";

function answering(answer: unknown): Pick<ApiClient, "connection" | "json"> {
  return {
    connection: () => ({ name: "prod", server: "https://10.0.0.1:6443" }),
    json: async (path) => {
      if (path !== "/api/v1/namespaces/kube-system") throw new Error(`asked ${path}`);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

const refused = (status: number) => new SourceFailure("forbidden", "no", {}, { status });
const ask = (answer: unknown) => identify(answering(answer), new AbortController().signal);

test("a cluster is the UID of its namespace kube-system, under whatever name it is reached", async () => {
  expect(await ask({ metadata: { name: "kube-system", uid: "5e2f" } })).toBe("5e2f");
});

test.each([403, 404])("a %i leaves the address of the server", async (status) => {
  expect(await ask(refused(status))).toBe("url:https://10.0.0.1:6443");
});

test("a server that does not answer is asked again by whoever called", async () => {
  await expect(ask(refused(500))).rejects.toThrow(SourceFailure);
});
