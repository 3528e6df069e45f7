/** The contents of documents and reports, each a Binary. */
import type { Binary, Stored } from '../../types.ts';
import type { ChartWriter } from './chart.ts';
import { reportTextsOf } from './diagnostic-report.ts';
import { notesOf, type Rendition } from './notes.ts';
import { LARGE_CONTENT, renditionsOfOddShape } from './shapes-documents.ts';
import type { ChartedType } from '../served-type.ts';

/** The index of the patient who has those of odd shapes. */
const ODD_PATIENT = 6;
const LARGE_SIZE = 25 * 1024 * 1024;

export const binariesOf: ChartWriter<Binary> = (chart) =>
  [
    ...notesOf(chart).flatMap(({ renditions }) => renditions),
    ...reportTextsOf(chart),
    ...(chart.index === ODD_PATIENT ? renditionsOfOddShape() : []),
  ].map(binary);

function binary({ id, contentType, content }: Rendition): Stored<Binary> {
  const data = Buffer.from(content).toString('base64');
  return { resourceType: 'Binary', id, contentType, ...(data !== '' && { data }) };
}

function largeElements(id: string): Partial<Binary> {
  return id === LARGE_CONTENT ? { data: largeContent().toString('base64') } : {};
}

/** 25 MB of HTML. */
function largeContent(): Buffer {
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
