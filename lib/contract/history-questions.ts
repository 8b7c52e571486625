/** What the console is asked about the past, and what it is told to remember. Every text has a limit. */
import { z } from "zod";
import { TRANSITION_CAUSES, TRANSITION_KINDS } from "#lib/domain/history/transition.ts";
import { isRunbookLink, MAX_NOTES } from "./notes-limits.ts";

const MAX_LIST = 512;
const MAX_ADDRESS = 64;
const MAX_BAND_ADDRESSES = 500;
export const MAX_HISTORY_PAGE = 500;

/** An instant; any offset is read. @returns Milliseconds. */
const instant = z
  .string()
  .max(40)
  .pipe(z.iso.datetime({ offset: true }))
  .transform((text) => Date.parse(text));

const address = z.string().max(MAX_ADDRESS);
const flag = z.enum(["true", "false"]).transform((text) => text === "true");
const limit = z.coerce.number().int().min(1).max(MAX_HISTORY_PAGE);

function listOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z
    .string()
    .max(MAX_LIST)
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(values)));
}

/** Which transitions. `cause` and `kind` are comma lists; `namespace` is that of a backend on either side. */
export const HistoryQuestion = z.object({
  ip: address.optional(),
  namespace: z.string().max(253).optional(),
  cause: listOf(TRANSITION_CAUSES).optional(),
  kind: listOf(TRANSITION_KINDS).optional(),
  from: instant.optional(),
  to: instant.optional(),
  acknowledged: flag.optional(),
  limit: limit.default(100),
  cursor: z.string().max(64).optional(),
  /** CSV is always all of the filtered view, whatever `limit` says. */
  format: z.enum(["json", "csv"]).default("json"),
  /** JSON as a file, with all of the filtered view in it. */
  all: flag.default(false),
});
export type HistoryQuestion = z.infer<typeof HistoryQuestion>;

export const AddressHistoryQuestion = HistoryQuestion.omit({ ip: true });

export const BandsQuestion = z.object({
  from: instant,
  to: instant,
  /** A comma list; all that are known where it is absent. */
  ip: z
    .string()
    .max(MAX_BAND_ADDRESSES * (MAX_ADDRESS + 1))
    .transform((text) => text.split(","))
    .pipe(z.array(address).max(MAX_BAND_ADDRESSES))
    .optional(),
});
export type BandsQuestion = z.infer<typeof BandsQuestion>;

/** Those that were open in the range, where one is given; `open` tells those that are open still from those that are over. */
export const DetectionsQuestion = z.object({
  ip: address.optional(),
  open: flag.optional(),
  from: instant.optional(),
  to: instant.optional(),
  limit: limit.default(MAX_HISTORY_PAGE),
});
export type DetectionsQuestion = z.infer<typeof DetectionsQuestion>;

export const AsOfQuestion = z.object({ at: instant.optional() });

export const TransitionId = z
  .string()
  .regex(/^[1-9]\d{0,15}$/)
  .transform(Number)
  .pipe(z.int());

export const Acknowledge = z.object({ comment: z.string().trim().max(1000).default("") }).strict();

/** A page makes a link of the runbook, so it must be one that a click may follow. */
export const NotesInput = z
  .object({
    owner: z.string().trim().max(MAX_NOTES.owner).default(""),
    text: z.string().max(MAX_NOTES.text).default(""),
    runbook: z
      .string()
      .trim()
      .max(MAX_NOTES.runbook)
      .refine((text) => text === "" || isRunbookLink(text), "A runbook is a link that begins with http:// or https://.")
      .default(""),
  })
  .strict();
export type NotesInput = z.infer<typeof NotesInput>;

/** The last day where nothing is given. */
export const BundleQuestion = z.object({ from: instant.optional(), to: instant.optional() });
export type BundleQuestion = z.infer<typeof BundleQuestion>;

export const NotesListQuestion = z.object({ format: z.enum(["json", "csv"]).default("json") });
