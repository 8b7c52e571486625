import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PodManifest } from "./builders.ts";

export type FelixRow = {
  readonly annotation: string | null;
  readonly podFamilies?: "v4" | "v6" | "dual";
  readonly podOnNetwork: boolean;
  readonly dnat: readonly string[];
  readonly snat: readonly string[];
  readonly dnat6?: readonly string[];
  readonly snat6?: readonly string[];
  readonly felixCrashed?: boolean;
};

export type AddRow = {
  readonly annotation: string | null;
  readonly podFamilies: "v4" | "v6" | "dual";
  readonly flag: boolean;
  readonly add: string;
  readonly del: string;
};

export type EditedRow = {
  readonly case: string;
  readonly annotation: string | null;
  readonly flag?: boolean;
  readonly del: string;
  readonly secondSandboxAdd?: string;
};

export type CniTable = {
  readonly rows: readonly AddRow[];
  readonly orderOfChecks: {
    readonly rows: readonly {
      step: number;
      case: string;
      annotation: string | null;
      flag: boolean | string | null;
      add: string;
      del: string;
    }[];
  };
  readonly editedAfterAdd: { readonly rows: readonly EditedRow[] };
};

export type Scenario = {
  readonly id: number;
  readonly pods: readonly PodManifest[];
  readonly nodes: Readonly<
    Record<string, { readonly dnat: Readonly<Record<string, string>>; readonly snat: Readonly<Record<string, string>> }>
  >;
  readonly dropped: readonly string[] | null;
};

/** Reads a file of `testdata/`. */
export function readTestdata<T>(name: string): T {
  return JSON.parse(readFileSync(fileURLToPath(new URL(`../../../testdata/${name}`, import.meta.url)), "utf8")) as T;
}
