import { type NextRequest, NextResponse } from "next/server";
import { type Env, readEnv } from "#lib/config/env.ts";
import { problemResponse } from "#lib/http/problem.ts";
import { isPage, METHODS, refusalOf } from "#lib/http/request-guard.ts";
import { headOf } from "#lib/http/request-head.ts";
import { securityHeaders } from "#lib/http/security-headers.ts";

const MAX_LANGUAGE = 35;
const development = process.env["NODE_ENV"] === "development";

// Read at the first request: by then PORT holds the port that was bound, also where any would do.
let settings: Env | undefined;

/** Every request passes here first, those for files included. It knows no runtime: Next loads it apart from the routes. */
export function proxy(request: NextRequest): Response {
  settings ??= readEnv(process.env);
  const head = headOf(request, request.nextUrl);
  const nonce = isPage(head.path) ? crypto.randomUUID().replaceAll("-", "") : null;
  const headers = securityHeaders({ nonce, development, https: settings.publicUrl?.startsWith("https:") ?? false });

  const refusal = refusalOf(head, settings);
  if (refusal) {
    const allow = refusal.code === "method-not-allowed" && { allow: METHODS.join(", ") };
    return problemResponse(refusal.code, refusal, { ...securityHeaders({ nonce: null, development, https: false }), ...allow });
  }
  return withHeaders(NextResponse.next({ request: { headers: pageRequest(request, headers, nonce) } }), headers);
}

/** Next puts the nonce that it finds in the policy of the request on every script it writes; the layout reads `x-nonce`. */
function pageRequest(request: NextRequest, headers: Readonly<Record<string, string>>, nonce: string | null): Headers {
  const forwarded = new Headers(request.headers);
  forwarded.delete("x-nonce");
  // A layout cannot read the query.
  forwarded.delete("x-buoy-lang");
  const language = request.nextUrl.searchParams.get("lang");
  if (language !== null && language.length <= MAX_LANGUAGE) forwarded.set("x-buoy-lang", language);
  forwarded.delete("content-security-policy");
  forwarded.delete("content-security-policy-report-only");
  if (nonce === null) return forwarded;
  forwarded.set("x-nonce", nonce);
  forwarded.set("content-security-policy", headers["content-security-policy"] ?? "");
  return forwarded;
}

function withHeaders(response: NextResponse, headers: Readonly<Record<string, string>>): NextResponse {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
