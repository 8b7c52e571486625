import { describe, expect, test } from "vitest";
import { aConfigMap, answerTo, aPod, CONFIG_MAPS, NAMESPACE, PODS, type Subject } from "./subject.ts";

/** What is there, and how a request is refused. */
export function errorContract(subject: () => Subject): void {
  const client = () => subject().client;

  describe("discovery", () => {
    test("says its version, its groups and its kinds", async () => {
      expect(await client().get("/version")).toHaveProperty("gitVersion");
      expect(await client().get("/apis")).toMatchObject({ groups: expect.arrayContaining([expect.objectContaining({ name: "apps" })]) });
      expect(await client().get("/api/v1")).toMatchObject({
        resources: expect.arrayContaining([expect.objectContaining({ name: "pods", namespaced: true })]),
      });
    });

    test("answers whether one may do something", async () => {
      const review = {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectAccessReview",
        spec: { resourceAttributes: { verb: "list", resource: "pods" } },
      };
      expect(await client().create("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", review)).toMatchObject({
        status: { allowed: true },
      });
    });
  });

  describe("errors", () => {
    test("name the kind and the object they are about", async () => {
      await client().create(CONFIG_MAPS, aConfigMap("taken"));

      expect(await answerTo(client().create(CONFIG_MAPS, aConfigMap("taken")))).toEqual({
        kind: "Status",
        apiVersion: "v1",
        metadata: {},
        status: "Failure",
        message: 'configmaps "taken" already exists',
        reason: "AlreadyExists",
        details: { name: "taken", kind: "configmaps" },
        code: 409,
      });
      expect(await answerTo(client().merge(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments/none`, {}))).toMatchObject({
        message: 'deployments.apps "none" not found',
        details: { name: "none", group: "apps", kind: "deployments" },
      });
    });

    test.each([
      ["a namespace that does not exist", "/api/v1/namespaces/nowhere/configmaps", aConfigMap("a"), 404, "NotFound"],
      ["an object of another namespace", CONFIG_MAPS, { ...aConfigMap("a"), metadata: { name: "a", namespace: "b" } }, 400, "BadRequest"],
      ["an object of another kind", CONFIG_MAPS, { ...aConfigMap("a"), kind: "Pod" }, 400, "BadRequest"],
      ["an object without a name", CONFIG_MAPS, { ...aConfigMap("a"), metadata: {} }, 422, "Invalid"],
      ["a pod without containers", PODS, { ...aPod("empty"), spec: {} }, 422, "Invalid"],
      ["a dry run of an unknown sort", `${CONFIG_MAPS}?dryRun=Some`, aConfigMap("a"), 422, "Invalid"],
    ])("creating %s is refused", async (_, path, object, code, reason) => {
      expect(await answerTo(client().create(path, object))).toMatchObject({ code, reason });
    });

    test.each([
      ["a field that the kind has not", `${PODS}?fieldSelector=spec.color%3Dred`, 400, "BadRequest"],
      ["a selector that cannot be read", `${PODS}?labelSelector=a%20in%20(`, 400, "BadRequest"],
      ["a continue token that is none", `${PODS}?limit=1&continue=abc`, 400, "BadRequest"],
      ["a version that is yet to come", `${PODS}?resourceVersion=99999999999`, 504, "Timeout"],
      ["initial events of a list", `${PODS}?sendInitialEvents=true`, 422, "Invalid"],
      ["a kind that does not exist", "/api/v1/nothings", 404, "NotFound"],
    ])("reading by %s is refused", async (_, path, code, reason) => {
      expect(await answerTo(client().list(path))).toMatchObject({ code, reason });
    });
  });
}
