/** How converted notes are laid out as plain text, whatever they were written in. */

const LINE_END = /\r\n?|[\f\v\u0085\u2028\u2029]/g;
const CONTROLS = /[^\P{Cc}\t\n]/gu;
const BETWEEN_CELLS = ' | ';
const BETWEEN_LINES = '; ';
/** A cell of more lines is no value of a table: the table arranges the page. */
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
export function rowTexts(rows: readonly (readonly string[])[]): string[] {
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

/** True for what a reader would take for part of the number before it: the 9 of 10⁹, and not the st of 1ˢᵗ. */
export function isExponent(raised: string): boolean {
  return /^\s*[+\-−–]?\d/.test(raised);
}

/** A number of a list as HTML's `type` asks for (HTML, "The ol element"); in digits where it has no such form. */
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

/** Text without control characters, space at the end of lines, more than one blank line, or blank lines at its ends. */
export function tidied(text: string): string {
  const lines = withoutControls(text.replace(LINE_END, '\n').replace(/[\ufeff]/g, ''))
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

/** Keeps tabs and the ends of lines, as line feeds. */
export function withoutControls(text: string): string {
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
