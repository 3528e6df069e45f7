const LINE_END = /\r\n?|[\f\v\u0085\u2028\u2029]/g;
const CONTROLS = /[^\P{Cc}\t\n]/gu;
/** HTML's "ASCII whitespace". Each match has a limit, as in the RTF tokenizer; the second pass shortens what is left of a longer run. */
const SPACES = /[ \t\r\n\f]{1,65536}/g;
const SPACES_LEFT = / {2,65536}/g;
const BETWEEN_CELLS = ' | ';
const BETWEEN_LINES = '; ';
/** A cell with more lines is not a value: its table is only used for layout. */
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
 * Returns the non-empty rows of a table. A row is one line with all cells up to its last filled one, including empty cells, which keeps each value in
 * its column. In layout tables, where a cell is long or contains a table, each cell of the row gets its own lines. So does the only filled cell of a
 * row, unless the table has columns and the cell is not in the first one.
 */
export function layOutRows(rows: readonly (readonly string[])[]): string[] {
  const hasColumns = rows.some(
    (cells) => layOutRow(cells, false).includes(BETWEEN_CELLS) && !containsTable(cells),
  );
  return rows.map((cells) => layOutRow(cells, hasColumns)).filter((row) => row !== '');
}

function containsTable(cells: readonly string[]): boolean {
  return cells.some((cell) => cell.includes(BETWEEN_CELLS));
}

function layOutRow(cells: readonly string[], hasColumns: boolean): string {
  const lines = cells.map((cell) =>
    cell
      .split('\n')
      .map((line) => line.trimEnd())
      .filter((line) => line !== ''),
  );
  const filled = lines.filter(({ length }) => length > 0);
  const isLong = filled.some(({ length }) => length > MOST_LINES);
  const last = lines.findLastIndex(({ length }) => length > 0);
  const isOnlyCell = filled.length === 1 && (last === 0 || !hasColumns);
  if (isOnlyCell || isLong || containsTable(cells)) {
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

/** Returns whether superscript text would read as part of the preceding number: the 9 of 10⁹ would, the st of 1ˢᵗ would not. */
export function isExponent(raised: string): boolean {
  return /^\s*[+\-−–]?\d/.test(raised);
}

/** Formats an item number by HTML's `type` (HTML, "The ol element"). Uses digits for a number outside that form's range. */
export function formatListNumber(value: number, type: string): string {
  switch (type) {
    case 'a':
    case 'A': {
      const letter = value >= 1 && value <= 26 ? String.fromCharCode('a'.charCodeAt(0) + value - 1) : null;
      return applyCase(type, letter ?? String(value));
    }
    case 'i':
    case 'I':
      return applyCase(type, value >= 1 && value <= 3999 ? formatRoman(value) : String(value));
    default:
      return String(value);
  }
}

/** Removes control characters, trailing spaces, repeated blank lines, and blank lines at the start and end. */
export function tidyText(text: string): string {
  const lines = removeControls(text.replace(LINE_END, '\n').replace(/[\ufeff]/g, ''))
    .replace(/\u00a0/g, ' ')
    .split('\n')
    .map((line) => line.trimEnd());
  return lines
    .filter((line, at) => line !== '' || lines[at - 1] !== '')
    .join('\n')
    .replace(/^\n/, '')
    .trimEnd()
    .toWellFormed();
}

/** Turns each run of spaces, tabs and line ends into one space, as browsers do. Keeps no-break and other spaces. */
export function collapseSpaces(text: string): string {
  return text.replace(SPACES, ' ').replace(SPACES_LEFT, ' ');
}

/** Removes line feeds at the start and end, in linear time. */
export function trimLineEnds(text: string): string {
  let from = 0;
  let to = text.length;
  while (text[from] === '\n') from += 1;
  while (to > from && text[to - 1] === '\n') to -= 1;
  return text.slice(from, to);
}

/** Removes control characters except tabs and line ends. Turns line ends into line feeds. */
export function removeControls(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '');
}

function applyCase(type: string, written: string): string {
  return type === type.toUpperCase() ? written.toUpperCase() : written;
}

function formatRoman(value: number): string {
  let rest = value;
  return ROMAN.map(([worth, numeral]) => {
    const times = Math.floor(rest / worth);
    rest -= times * worth;
    return numeral.repeat(times);
  }).join('');
}
