/** Writes PDF documents with selectable text: headings, wrapped paragraphs, list items and tables on letter-size pages. */

export interface PdfSection {
  readonly heading: string;
  readonly lines?: readonly string[];
  /** The first row is the head. */
  readonly table?: readonly (readonly string[])[];
}

export interface PdfDocument {
  readonly title: string;
  /** Repeated at the top of each page. */
  readonly header: string;
  /** The page number follows. */
  readonly footer: string;
  readonly sections: readonly PdfSection[];
}

type Font = 'F1' | 'F2';

/** A run of text on a page, in points from the lower left corner. */
interface Run {
  readonly text: string;
  readonly font: Font;
  readonly size: number;
  readonly x: number;
  readonly y: number;
}

const WIDTH = 612;
const HEIGHT = 792;
const MARGIN = 60;
const TOP = HEIGHT - 96;
const BOTTOM = 80;
const BODY = 10.5;
const LINE = 15;

/** Characters of code page 1252 whose bytes are control characters in Latin-1. */
const WINDOWS_1252: Readonly<Record<string, string>> = {
  '–': '\x96',
  '—': '\x97',
  '‘': '\x91',
  '’': '\x92',
  '“': '\x93',
  '”': '\x94',
  '•': '\x95',
};

/** Returns a PDF 1.4 with as many pages as the text needs. */
export function renderPdfDocument({ title, header, footer, sections }: PdfDocument): Buffer {
  const pages: Run[][] = [[]];
  let y = TOP;

  function advance(height: number): void {
    y -= height;
    if (y >= BOTTOM) return;
    pages.push([]);
    y = TOP;
  }

  function write(text: string, { font = 'F1', size = BODY, x = MARGIN }: Partial<Run> = {}): void {
    pages.at(-1)?.push({ text, font, size, x, y });
  }

  function writeLines(lines: readonly string[]): void {
    for (const line of lines) {
      const indent = line.startsWith('• ') ? 12 : 0;
      wrap(line, WIDTH - 2 * MARGIN - indent).forEach((text, place) => {
        write(text, { x: MARGIN + (place === 0 ? 0 : indent) });
        advance(LINE);
      });
    }
  }

  function writeTable(rows: readonly (readonly string[])[]): void {
    const columns = rows[0]?.length ?? 1;
    const column = (WIDTH - 2 * MARGIN) / columns;
    rows.forEach((row, number) => {
      row.forEach((text, place) =>
        write(text, { font: number === 0 ? 'F2' : 'F1', x: MARGIN + place * column }),
      );
      advance(LINE);
    });
  }

  write(title, { font: 'F2', size: 18 });
  advance(32);
  for (const { heading, lines = [], table = [] } of sections) {
    // Keeps a heading with its first lines.
    if (y < BOTTOM + 4 * LINE) advance(HEIGHT);
    write(heading, { font: 'F2', size: 12.5 });
    advance(20);
    writeLines(lines);
    writeTable(table);
    advance(10);
  }
  pages.forEach((runs, number) => {
    const pageNumber = `${footer} – page ${number + 1} of ${pages.length}`;
    runs.push(
      { text: header, font: 'F2', size: 9, x: MARGIN, y: HEIGHT - 52 },
      { text: pageNumber, font: 'F1', size: 9, x: MARGIN, y: 44 },
    );
  });
  return assemble(pages, title);
}

/** Breaks a text into lines that fit the width, by an estimate of Helvetica's widths. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last === undefined || widthOf(longer) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function widthOf(text: string): number {
  const ems = Array.from(text, (character) =>
    /[ijlt.,:;'|!()fI ]/.test(character)
      ? 0.3
      : /[mwMW@%]/.test(character)
        ? 0.9
        : /[A-Z]/.test(character)
          ? 0.7
          : 0.56,
  );
  return ems.reduce((sum, em) => sum + em, 0) * BODY;
}

/** Numbers the objects: the catalog, the page tree, two fonts, the information, and then each page with its content. */
function assemble(pages: readonly (readonly Run[])[], title: string): Buffer {
  const first = 6;
  const kids = pages.map((_, number) => `${first + 2 * number} 0 R`);
  return createFile([
    '<< /Type /Catalog /Pages 2 0 R /Lang (en-US) >>',
    `<< /Type /Pages /Kids [${kids.join(' ')}] /Count ${pages.length} >>`,
    createFont('Helvetica'),
    createFont('Helvetica-Bold'),
    `<< /Title (${escapeText(title)}) /Producer (Embedded sandbox) >>`,
    ...pages.flatMap((runs, number) => {
      const content = runs
        .map(
          ({ text, font, size, x, y }) =>
            `BT /${font} ${size} Tf ${round(x)} ${round(y)} Td (${escapeText(text)}) Tj ET`,
        )
        .join('\n');
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${WIDTH} ${HEIGHT}] /Contents ${first + 2 * number + 1} 0 R ` +
          '/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>',
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ]);
}

function createFont(name: string): string {
  return `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
}

/** Writes the objects with an offset table that passes strict readers. Each character becomes one byte. */
function createFile(objects: readonly string[]): Buffer {
  let file = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = file.length;
  const count = objects.length + 1;
  file += `xref\n0 ${count}\n0000000000 65535 f \n${offsets.join('')}`;
  file += `trailer\n<< /Size ${count} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

/** Writes code page 1252, and a question mark for any other character. */
function escapeText(text: string): string {
  return Array.from(text, (character) => WINDOWS_1252[character] ?? (character > 'ÿ' ? '?' : character))
    .join('')
    .replace(/[()\\]/g, String.raw`\$&`);
}

function round(points: number): number {
  return Math.round(points * 100) / 100;
}
