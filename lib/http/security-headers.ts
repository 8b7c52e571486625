import "server-only";

/** Nobody needs these of a console. */
const PERMISSIONS = ["camera", "microphone", "geolocation", "payment", "usb", "serial", "display-capture", "browsing-topics"];

export type PolicyOptions = {
  /** Fresh for every page; `null` for an answer that is no page. */
  readonly nonce: string | null;
  /** `next dev` evaluates code and writes style elements. */
  readonly development: boolean;
  /** Whether people open the console over HTTPS. */
  readonly https: boolean;
};

/** What every answer carries. @returns names in lower case. */
export function securityHeaders(options: PolicyOptions): Readonly<Record<string, string>> {
  return {
    "content-security-policy": options.nonce === null ? NO_PAGE : pagePolicy(options.nonce, options.development),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "permissions-policy": PERMISSIONS.map((feature) => `${feature}=()`).join(", "),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-dns-prefetch-control": "off",
    ...(options.https && { "strict-transport-security": "max-age=31536000" }),
  };
}

const NO_PAGE = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

function pagePolicy(nonce: string, development: boolean): string {
  const own = `'self' 'nonce-${nonce}'`;
  return [
    "default-src 'none'",
    `script-src ${own} 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    // A nonce would switch 'unsafe-inline' off again.
    `style-src ${development ? "'self' 'unsafe-inline'" : own}`,
    "connect-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
