import type { ColumnDataType, ColumnDefinitionBuilder, Kysely } from "kysely";

/** How a database numbers its rows. */
export type IdColumn = {
  readonly type: ColumnDataType;
  readonly build: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder;
};

/** One step forward. There is none back: an older program refuses what a newer one has written. */
export type Migration = {
  /** From 1, without a hole. */
  readonly version: number;
  up(db: Kysely<unknown>, dialect: { readonly id: IdColumn }): Promise<void>;
};
