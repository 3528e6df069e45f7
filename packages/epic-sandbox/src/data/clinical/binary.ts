/** The contents of documents and reports. */
import type { Binary, Stored } from '../../types.ts';
import { type ChartWriter, ODD_SHAPES_PATIENT } from './chart.ts';
import { reportTextsOf } from './diagnostic-report.ts';
import { notesOf, type Rendition } from './notes.ts';
import { LARGE_CONTENT, renditionsOfOddShape } from './shapes-documents.ts';
import type { ChartedType } from '../served-type.ts';

const LARGE_SIZE = 25 * 1024 * 1024;

const binariesOf: ChartWriter<Binary> = (chart) =>
  [
    ...notesOf(chart).flatMap(({ renditions }) => renditions),
    ...reportTextsOf(chart),
    ...(chart.index === ODD_SHAPES_PATIENT ? renditionsOfOddShape() : []),
  ].map(createBinary);

function createBinary({ id, contentType, content }: Rendition): Stored<Binary> {
  const data = Buffer.from(content).toString('base64');
  return { resourceType: 'Binary', id, contentType, ...(data !== '' && { data }) };
}

/** Generates the large content on each read, because it is too large to keep. */
function largeElements(id: string): Partial<Binary> {
  return id === LARGE_CONTENT ? { data: createLargeContent().toString('base64') } : {};
}

/** Returns 25 MB of HTML. */
function createLargeContent(): Buffer {
  return Buffer.alloc(LARGE_SIZE, '<p>Telemetry strip: sinus rhythm, rate 72, no ectopy.</p>\r\n');
}

export const servedBinary: ChartedType<Binary> = {
  type: 'Binary',
  write: binariesOf,
  criteria: [],
  api: 'read, search by id',
  largeElements,
  labels: [],
  unknownCodes: {},
};
