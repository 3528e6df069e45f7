export type Column<R> = readonly [heading: string, cell: (row: R) => string];

/** The unit of memory in all tables and goals. */
export const MEGABYTE = 1024 * 1024;

/** Aligns the first column to the left and the others to the right. Returns one string per line. */
export function formatTable<R>(columns: readonly Column<R>[], rows: readonly R[]): string[] {
  const cells = [
    columns.map(([heading]) => heading),
    ...rows.map((row) => columns.map(([, cell]) => cell(row))),
  ];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
  return cells.map((line) =>
    line
      .map((cell, index) =>
        index === 0 ? cell.padEnd(widths[index] ?? 0) : cell.padStart(widths[index] ?? 0),
      )
      .join('   '),
  );
}
