/** The layout of notes as plain text, whatever their format. */

const LINE_END = /\r\n?|[\f\v\u0085\u2028\u2029]/g;
const CONTROLS = /[^\P{Cc}\t\n]/gu;
const BETWEEN_CELLS = ' | ';
const BETWEEN_LINES = '; ';
/** A cell of more lines is not a value: the table only arranges the page. */
const MOST_LINES = 4;
const ROMAN: readonly (readonly [number, string])[] = [
  [1000, 'm'],
  [900, 'cm'],
  [500, 'd'],
  [400, 'cd'],
  [100, 'c'],
  [90, 'xc'],
  [50, 'l'],
  [40, 'xl'],
  [10, 'x'],
  [9, 'ix'],
  [5, 'v'],
  [4, 'iv'],
  [1, 'i'],
];

/**
 * Returns the rows of a table that hold something: the cells of each on one line, empty ones included up to the last that is filled, so that
 * a value stays in its column. Where a cell is long or holds a table, as in tables that only arrange the page, each is on lines of its own, and
 * so is the only cell that is filled in its row, unless it would leave its column in a table that has some.
 */
export function layOutRows(rows: readonly (readonly string[])[]): string[] {
  const hasColumns = rows.some(
    (cells) => rowText(cells, false).includes(BETWEEN_CELLS) && !holdsTable(cells),
  );
  return rows.map((cells) => rowText(cells, hasColumns)).filter((row) => row !== '');
}

function holdsTable(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.includes(BETWEEN_CELLS));
}

function rowText(cells: readonly string[], hasColumns: boolean): string {
  const lines = cells.map((cell) =>
    cell
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== ''),
  );
  const filled = lines.filter(({ length }) => length > 0);
  const isLong = filled.some(({ length }) => length > MOST_LINES);
  const last = lines.findLastIndex(({ length }) => length > 0);
  const isAlone = filled.length === 1 && (last === 0 || !hasColumns);
  if (isAlone || isLong || holdsTable(cells)) {
    return cells
      .map((cell) => cell.trim())
      .filter((cell) => cell !== '')
      .join('\n');
  }
  return lines
    .slice(0, last + 1)
    .map((cell) => cell.map((line) => line.trim()).join(BETWEEN_LINES))
    .join(BETWEEN_CELLS);
}

/** Returns whether raised text would read as part of the number before it: the 9 of 10⁹ would, the st of 1ˢᵗ would not. */
export function isExponent(raised: string): boolean {
  return /^\s*[+\-−–]?\d/.test(raised);
}

/** Returns the number of an item in the form that HTML's `type` names (HTML, "The ol element"); in digits if it has no such form. */
export function listNumber(value: number, type: string): string {
  switch (type) {
    case 'a':
    case 'A': {
      const letter = value >= 1 && value <= 26 ? String.fromCharCode('a'.charCodeAt(0) + value - 1) : null;
      return inCaseOf(type, letter ?? String(value));
    }
    case 'i':
    case 'I':
      return inCaseOf(type, value >= 1 && value <= 3999 ? roman(value) : String(value));
    default:
      return String(value);
  }
}

/** Removes control characters, spaces at the end of lines, blank lines after another, and blank lines at the start and end. */
export function tidyText(text: string): string {
  const lines = removeControls(text.replace(LINE_END, '\n').replace(/[\ufeff]/g, ''))
    .replace(/\u00a0/g, ' ')
    .split('\n')
    .map((line) => line.trimEnd());
  return lines
    .filter((line, at) => line !== '' || lines[at - 1] !== '')
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd()
    .toWellFormed();
}

/** Removes control characters except tabs and line ends, which become line feeds. */
export function removeControls(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '');
}

function inCaseOf(type: string, written: string): string {
  return type === type.toUpperCase() ? written.toUpperCase() : written;
}

function roman(value: number): string {
  let rest = value;
  return ROMAN.map(([worth, numeral]) => {
    const times = Math.floor(rest / worth);
    rest -= times * worth;
    return numeral.repeat(times);
  }).join('');
}
