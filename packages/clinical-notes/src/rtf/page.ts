/** Lays out the text of RTF in paragraphs and table rows. */
import { isExponent, layOutRows, tidyText } from '../text-layout.ts';

/** The formatting of text that changes its meaning. */
interface TextFormat {
  readonly isStruck: boolean;
  readonly isRaised: boolean;
}

interface RtfPage {
  append(text: string, format: TextFormat): void;
  lineBreak(): void;
  /** Ends a paragraph. In a table, the cell continues after it. */
  endParagraph(isInTable: boolean): void;
  endCell(): void;
  endRow(): void;
  /** Ends a cell of a nested table. */
  endNestedCell(): void;
  endNestedRow(): void;
  /** Returns the number of pieces of text appended so far. */
  pieceCount(): number;
  text(): string;
}

const STRUCK = '~~';

export function createRtfPage(): RtfPage {
  const finished: string[] = [];
  /** The finished rows of the open table. */
  let rows: string[][] = [];
  let cells: string[] = [];
  let nestedCells: string[] = [];
  /** The text of the cell above its last paragraph, or above a nested table. */
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

  function takeText(): string {
    endMarks();
    const text = current;
    current = '';
    return text;
  }

  function endNestedRow(): void {
    if (nestedCells.length === 0) return;
    above += `${layOutRows([nestedCells]).join('\n')}\n`;
    nestedCells = [];
  }

  function endCell(): void {
    const text = takeText();
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
    for (const row of layOutRows(rows)) finished.push(`${row}\n`);
    rows = [];
  }

  function endParagraph(isInTable: boolean): void {
    const text = takeText();
    if (isInTable) {
      if (nestedCells.length > 0) current = `${text}\n`;
      else above += `${text}\n`;
      return;
    }
    endTable();
    finished.push(text, '\n');
  }

  return {
    append(text, format) {
      pieces += 1;
      if (format.isStruck !== isStruck && text.trim() !== '') {
        current += STRUCK;
        isStruck = format.isStruck;
      }
      if (format.isRaised && !isRaised && isExponent(text)) current += '^';
      isRaised = format.isRaised;
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
      nestedCells.push(takeText());
    },
    endNestedRow,
    pieceCount: () => pieces,
    text() {
      const isInTable = cells.length > 0 || nestedCells.length > 0 || above !== '';
      if (isInTable) endTable();
      else endParagraph(false);
      return tidyText(finished.join(''));
    },
  };
}
