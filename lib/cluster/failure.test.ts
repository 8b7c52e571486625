import { createTranslator } from "use-intl/core";
import { describe, expect, test } from "vitest";
import en from "#messages/en/sources.json" with { type: "json" };
import zh from "#messages/zh-CN/sources.json" with { type: "json" };
import { failureOfErrorEvent, failureOfException, failureOfStatus } from "./classify.ts";
import * as failures from "./failure.ts";

const subject = { verb: "list", group: "apps", resource: "deployments", namespace: "shop" } as const;

const examples = [
  failures.unreachable("https://k8s:6443", "connect ECONNREFUSED"),
  failures.tlsUntrusted("https://k8s:6443", "self-signed certificate"),
  failures.unauthorized("https://k8s:6443"),
  failures.forbidden(subject),
  failures.forbidden({ ...subject, namespace: null }),
  failures.kindMissing("ippools", "crd.projectcalico.org"),
  failures.expired(),
  failures.malformed("not JSON"),
  failures.serverError(503, "shutting down"),
  failures.configMissing(),
  failures.configInvalid("bad indentation"),
  failures.contextUnknown("prod", ["dev", "test"]),
];

describe("each code has a sentence in both languages", () => {
  test("no code is missing and none is too many", () => {
    const codes = failures.FAILURE_CODES.toSorted();
    expect(Object.keys(en).toSorted()).toEqual(codes);
    expect(Object.keys(zh).toSorted()).toEqual(codes);
    expect([...new Set(examples.map(({ code }) => code))].toSorted()).toEqual(codes);
  });

  test.for(examples)("$code: the catalogue says what the reason says", (failure) => {
    const translate = createTranslator({ locale: "en", messages: { ...en } });
    // safe because the catalogue is flat and a fact of a source is a string or a number
    expect(translate(failure.code, failure.facts as Record<string, string>)).toBe(failure.message);
  });

  test.for(examples)("$code: the Chinese sentence has its facts", (failure) => {
    const translate = createTranslator({ locale: "zh-CN", messages: { ...zh }, onError: (error) => expect.fail(error.message) });
    const sentence = translate(failure.code, failure.facts as Record<string, string>);
    for (const fact of ["server", "detail", "rule", "context"]) expect(sentence).toContain(String(failure.facts[fact] ?? ""));
  });
});

describe("what an answer means", () => {
  test.for([
    { status: 401, code: "unauthorized" },
    { status: 403, code: "forbidden" },
    { status: 404, code: "kind-missing" },
    { status: 410, code: "expired" },
    { status: 429, code: "server-error" },
    { status: 503, code: "server-error" },
  ])("$status is $code", ({ status, code }) => {
    expect(failureOfStatus(status, "", "https://k8s", subject)).toMatchObject({ code, status });
  });

  test("a refusal names verb, resource, namespace and the rule that would allow it", () => {
    const { message } = failureOfStatus(403, "", "https://k8s", subject);
    expect(message).toBe(
      'Not allowed to list deployments in the namespace shop. A Role with this rule would allow it: {"apiGroups":["apps"],"resources":["deployments"],"verbs":["get","list","watch"]}',
    );
  });

  test("the message of a Status is quoted, and so is a proxy's plain text", () => {
    expect(failureOfStatus(500, '{"kind":"Status","message":"etcd is out"}', "", null).facts["detail"]).toBe("etcd is out");
    expect(failureOfStatus(502, "<h1>Bad gateway</h1>", "", null).facts["detail"]).toBe("<h1>Bad gateway</h1>");
  });
});

describe("what an ERROR event means", () => {
  test.for([
    { name: "410 is expired", object: { kind: "Status", code: 410 }, code: "expired" },
    { name: "the reason Expired is expired, whatever the code", object: { code: 500, reason: "Expired" }, code: "expired" },
    { name: "another status is an error of the server", object: { code: 500, message: "boom" }, code: "server-error" },
    { name: "no status at all is malformed", object: null, code: "malformed" },
  ])("$name", ({ object, code }) => {
    expect(failureOfErrorEvent(object).code).toBe(code);
  });
});

describe("what an exception means", () => {
  const failed = (code: string) => Object.assign(new Error(`it says ${code}`), { code });

  test.for([
    { name: "a refused connection", error: failed("ECONNREFUSED"), code: "unreachable" },
    { name: "a certificate of an unknown authority", error: failed("UNABLE_TO_VERIFY_LEAF_SIGNATURE"), code: "tls-untrusted" },
    { name: "a certificate for another name", error: failed("ERR_TLS_CERT_ALTNAME_INVALID"), code: "tls-untrusted" },
    { name: "the cause below a wrapper", error: new Error("fetch failed", { cause: failed("CERT_HAS_EXPIRED") }), code: "tls-untrusted" },
    { name: "the first of several addresses", error: new AggregateError([failed("ECONNREFUSED"), failed("EACCES")]), code: "unreachable" },
    { name: "something thrown that is no error", error: "why", code: "unreachable" },
  ])("$name is $code", ({ error, code }) => {
    expect(failureOfException(error, "https://k8s").code).toBe(code);
  });

  test("a failure that is already classified stays what it is", () => {
    const failure = failures.expired();
    expect(failureOfException(failure, "https://k8s")).toBe(failure);
  });
});
