/** A table for people: the first column to the left, the others to the right. */

export type Column<R> = readonly [heading: string, cell: (row: R) => string];

export const MEGABYTE = 1024 * 1024;

export function tableText<R>(columns: readonly Column<R>[], rows: readonly R[]): string[] {
  const cells = [
    columns.map(([heading]) => heading),
    ...rows.map((row) => columns.map(([, cell]) => cell(row))),
  ];
  const widths = columns.map((_column, at) => Math.max(...cells.map((line) => line[at]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('   '),
  );
}
