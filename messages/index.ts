/** The catalogues of the page, one namespace a file. A language is loaded whole, and only when it is asked for. */
export const LOCALES = ["en", "zh-CN"] as const;
export type Locale = (typeof LOCALES)[number];

/** Made from English, to show what is not translated and what does not fit. */
export const PSEUDO_LOCALE = "qps";

export const NAMESPACES = [
  "common",
  "shell",
  "floating-ips",
  "floating-ip",
  "setup",
  "addresses",
  "free-reasons",
  "findings-page",
  "what-if",
  "findings",
  "reasons",
  "reasons-cluster",
  "failover",
  "history",
  "history-page",
  "history-evidence",
  "transition",
  "notes",
  "bundle",
  "plan",
  "plan-view",
  "give",
  "move",
  "mend",
  "reserve",
  "activity",
  "sources",
  "problems",
] as const;
export type Namespace = (typeof NAMESPACES)[number];

export type Messages = { readonly [key: string]: string | Messages };

const LOADERS: Readonly<Record<Locale, (namespace: Namespace) => Promise<{ readonly default: Messages }>>> = {
  en: (namespace) => import(`./en/${namespace}.json`),
  "zh-CN": (namespace) => import(`./zh-CN/${namespace}.json`),
};

export async function loadMessages(locale: Locale): Promise<Messages> {
  const loaded = await Promise.all(NAMESPACES.map(async (namespace) => [namespace, (await LOADERS[locale](namespace)).default] as const));
  return Object.fromEntries(loaded);
}
