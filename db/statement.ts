import { Column, is, Param, Placeholder } from 'drizzle-orm';
import { withoutGaps } from './driver-faults.ts';

/** A statement that was built once, and that each connection parses once. */
export interface Statement<Row> {
  execute(values: Readonly<Record<string, unknown>>): Promise<readonly Row[]>;
}

/** A query of Drizzle's that selects plain fields, without nesting. */
export interface Select<Row> {
  toSQL(): { readonly sql: string; readonly params: readonly unknown[] };
  readonly _: { readonly selectedFields: Readonly<Record<string, unknown>>; readonly result: Row[] };
}

/** Sends a statement to be prepared under its text; resolves to the values of each row in the select's order. */
export type Send = (text: string, parameters: unknown[]) => Promise<(readonly unknown[])[]>;

/** Makes statements of the queries that a pool is to run. */
export type Prepare = <Row>(select: Select<Row>) => Statement<Row>;

/**
 * Makes statements that go by `send`. Drizzle writes the SQL and knows the types; the way of each call is ours,
 * since Drizzle looks into every field of a query again for each of its rows.
 */
export function createPrepare(send: Send): Prepare {
  return <Row>(select: Select<Row>) => {
    const { sql: text, params } = select.toSQL();
    const parameters = params.map(readParameter);
    const readRow = createReadRow<Row>(select._.selectedFields);
    return {
      execute: (values) =>
        send(
          text,
          parameters.map((read) => read(values)),
        ).then((answer) => {
          const rows = withoutGaps(answer).map(readRow);
          // Each answer of the driver leads to the next one, so those that have grown old would keep the rest alive.
          answer.length = 0;
          return rows;
        }),
    };
  };
}

type ReadParameter = (values: Readonly<Record<string, unknown>>) => unknown;

function readParameter(parameter: unknown): ReadParameter {
  if (is(parameter, Placeholder)) return (values) => values[parameter.name];
  if (is(parameter, Param)) throw new Error('a placeholder of a prepared statement has no encoder here');
  return () => parameter;
}

/** The driver has made numbers, booleans and JSON of what the server sent; times are left to their columns. */
function createReadRow<Row>(fields: Readonly<Record<string, unknown>>): (values: readonly unknown[]) => Row {
  const columns = Object.entries(fields).map(([name, field]) => ({
    name,
    time: is(field, Column) && field.dataType === 'date' ? field : undefined,
  }));
  // Copied for each row: an object that grows by one name after the other takes several times as long.
  const blank: Readonly<Record<string, unknown>> = Object.fromEntries(
    columns.map(({ name }) => [name, null]),
  );
  return (values) => {
    const row = { ...blank };
    columns.forEach(({ name, time }, index) => {
      const value = values[index];
      row[name] = time === undefined || value === null ? value : time.mapFromDriverValue(value);
    });
    // In the order of its fields, so what Drizzle says of the result is what the server was asked for.
    return row as Row;
  };
}
