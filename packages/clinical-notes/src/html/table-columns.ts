export interface Columns {
  beginRow(): void;
  /**
   * Places the next cell of the row. Returns the number of blank columns before it, below cells that span rows, and after it, which it
   * spans.
   */
  place(columns: number, rows: number): { readonly before: number; readonly after: number };
}

/** Columns beyond this are not separated. Real tables are narrower, and spans must not make a short note long. */
const MOST_COLUMNS = 100;

/** Returns the columns of one group of rows, whose cells can span rows and columns (HTML, "Forming a table"). */
export function createColumns(): Columns {
  /** For each column, the number of rows, from this one on, that an earlier row's cell still covers. */
  let covered: number[] = [];
  let next: number[] = [];
  let at = 0;
  return {
    beginRow() {
      covered = Array.from({ length: Math.max(covered.length, next.length) }, (_, column) =>
        Math.max((covered[column] ?? 0) - 1, next[column] ?? 0),
      );
      next = [];
      at = 0;
    },
    place(columns, rows) {
      const start = at;
      while ((covered[at] ?? 0) > 0) at += 1;
      const before = at - start;
      const width = Math.max(1, Math.min(columns, MOST_COLUMNS - at));
      for (let column = at; column < Math.min(at + width, MOST_COLUMNS); column += 1) next[column] = rows - 1;
      at += width;
      return { before, after: width - 1 };
    },
  };
}
