/** Puts the text of RTF on a page: paragraphs, and the cells that come before their row is known. */
import { isExponent, rowTexts, tidied } from '../text-layout.ts';

/** How a piece of text looks, so far as it changes what it says. */
export interface Look {
  readonly isStruck: boolean;
  readonly isRaised: boolean;
}

export interface RtfPage {
  append(text: string, look: Look): void;
  lineBreak(): void;
  /** Ends a paragraph; in a table, the cell goes on after it. */
  endParagraph(isInTable: boolean): void;
  endCell(): void;
  endRow(): void;
  /** Of a table in a cell. */
  endNestedCell(): void;
  endNestedRow(): void;
  /** How many pieces were appended. */
  count(): number;
  text(): string;
}

const STRUCK = '~~';

export function createRtfPage(): RtfPage {
  const finished: string[] = [];
  /** The finished rows of the table that is open. */
  let rows: string[][] = [];
  let cells: string[] = [];
  let nestedCells: string[] = [];
  /** What stands in the cell above a table in it, or above its last paragraph. */
  let above = '';
  let current = '';
  let isStruck = false;
  let isRaised = false;
  let pieces = 0;

  function endMarks(): void {
    if (isStruck) current += STRUCK;
    isStruck = false;
    isRaised = false;
  }

  function taken(): string {
    endMarks();
    const text = current;
    current = '';
    return text;
  }

  function endNestedRow(): void {
    if (nestedCells.length === 0) return;
    above += `${rowTexts([nestedCells]).join('\n')}\n`;
    nestedCells = [];
  }

  function endCell(): void {
    const text = taken();
    endNestedRow();
    cells.push(above + text);
    above = '';
  }

  function endRow(): void {
    if (above !== '' || current !== '' || nestedCells.length > 0) endCell();
    if (cells.length > 0) rows.push(cells);
    cells = [];
  }

  function endTable(): void {
    endRow();
    finished.push(...rowTexts(rows).map((row) => `${row}\n`));
    rows = [];
  }

  function endParagraph(isInTable: boolean): void {
    const text = taken();
    if (isInTable) {
      if (nestedCells.length > 0) current = `${text}\n`;
      else above += `${text}\n`;
      return;
    }
    endTable();
    finished.push(text, '\n');
  }

  return {
    append(text, look) {
      pieces += 1;
      if (look.isStruck !== isStruck && text.trim() !== '') {
        current += STRUCK;
        isStruck = look.isStruck;
      }
      if (look.isRaised && !isRaised && isExponent(text)) current += '^';
      isRaised = look.isRaised;
      current += text;
    },
    lineBreak() {
      endMarks();
      current += '\n';
    },
    endParagraph,
    endCell,
    endRow,
    endNestedCell() {
      nestedCells.push(taken());
    },
    endNestedRow,
    count: () => pieces,
    text() {
      const isInTable = cells.length > 0 || nestedCells.length > 0 || above !== '';
      if (isInTable) endTable();
      else endParagraph(false);
      return tidied(finished.join(''));
    },
  };
}
