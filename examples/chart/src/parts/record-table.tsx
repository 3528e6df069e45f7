/** A table of records with a head. In a narrow place, each record is a card, whose cells name their column. */
import type { ReactNode } from 'react';
import './record-table.css';

export interface Column<Row> {
  /** The head of the column. */
  readonly head: string;
  /** Returns the content of a cell; null if nothing is on file. */
  readonly cell: (row: Row) => ReactNode;
  /** The share of the width; 1 by default. */
  readonly share?: number;
}

export interface RecordTableProps<Row> {
  /** The name of the table for screen readers. */
  readonly caption: string;
  /** The first column names the record. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Returns whether a record must not be used: it is struck through. */
  readonly isVoid?: ((row: Row) => boolean) | undefined;
}

export function RecordTable<Row extends { readonly id: string }>({
  caption,
  columns,
  rows,
  isVoid,
}: RecordTableProps<Row>) {
  const total = columns.reduce((sum, { share = 1 }) => sum + share, 0);
  return (
    <div className="records">
      <table>
        <caption className="unseen">{caption}</caption>
        <colgroup>
          {columns.map(({ head, share = 1 }) => (
            <col key={head} style={{ inlineSize: `${(100 * share) / total}%` }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map(({ head }) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className={isVoid?.(row) === true ? 'void' : undefined}>
              {columns.map(({ head, cell }, place) =>
                place === 0 ? (
                  <th key={head} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <Cell key={head} head={head} content={cell(row)} />
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ head, content }: { readonly head: string; readonly content: ReactNode }) {
  return (
    <td data-head={head} className={content === null ? 'absent' : undefined}>
      <div>
        {content ?? (
          <>
            <span aria-hidden="true">–</span>
            <span className="unseen">Not on file</span>
          </>
        )}
      </div>
    </td>
  );
}
