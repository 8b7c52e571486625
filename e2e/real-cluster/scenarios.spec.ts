import { readFile } from "node:fs/promises";
import { addNamespace, addNode, expect, test } from "./fixtures.ts";

test.use({ clusterOf: "scenarios" });

type PodObject = { metadata: { name: string; namespace: string; uid?: string }; spec: { nodeName?: string }; status: object };
type Scenario = { pods: PodObject[]; nodes: Record<string, { dnat: Record<string, string> }> };
type Answer = { items: { ip: string; nodes: { node: string; backend: { podIp: string } | null }[] }[] };

test("every scenario of Calico's own code at once: each node has the backends that Calico elects, and no other", async ({
  cluster,
  buoy,
}) => {
  test.setTimeout(180_000);
  const { kube } = cluster;
  const scenarios = Object.values(
    JSON.parse(await readFile("testdata/calico/endpoint-scenarios.json", "utf8")) as Record<string, Scenario>,
  );
  const pods = scenarios.flatMap((scenario) => scenario.pods);
  const nodes = new Set([
    ...scenarios.flatMap((scenario) => Object.keys(scenario.nodes)),
    ...pods.flatMap((pod) => pod.spec.nodeName ?? []),
  ]);

  await addNamespace(kube, "oracle");
  await inParallel([...nodes], (name) => addNode(kube, name));
  await inParallel(pods, async ({ metadata: { uid: _, ...metadata }, status, ...pod }) => {
    await kube.create("/api/v1/namespaces/oracle/pods", { ...pod, metadata });
    await kube.merge(`/api/v1/namespaces/oracle/pods/${metadata.name}/status`, { status });
  });

  const expected = scenarios.flatMap((scenario) =>
    Object.entries(scenario.nodes).flatMap(([node, { dnat }]) => Object.entries(dnat).map(([ip, podIp]) => `${node} ${ip} ${podIp}`)),
  );
  const elected = async () => {
    const { items } = (await (await fetch(`${buoy.url}/api/v1/floating-ips`)).json()) as Answer;
    return items
      .flatMap((item) =>
        item.nodes.flatMap(({ node, backend }) => (backend && nodes.has(node) ? `${node} ${item.ip} ${backend.podIp}` : [])),
      )
      .toSorted();
  };
  await expect.poll(elected, { timeout: 20_000 }).toEqual(expected.toSorted());
});

async function inParallel<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: 16 }, worker));
}
