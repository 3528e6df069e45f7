/** The photos of a chart. Epic finds them by id only. */
import type { Media, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId } from './chart.ts';
import { SNOMED } from './code-systems.ts';
import { coding, concept, encounterReference, hl7Concept, patientReference } from './elements.ts';
import { drawCount, drawOccasion } from './sampling.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, instantAt } from './times.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

const SITES: NonEmpty<readonly [code: string, display: string]> = [
  ['40983000', 'Upper arm'],
  ['30021000', 'Lower leg'],
  ['77568009', 'Back'],
];
/** An image of one pixel. */
const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'Media', 0)]: { status: 'archived' },
};

const mediaOf: ChartWriter<Media> = (chart) =>
  Array.from({ length: drawCount(chart, 5) }, (_none, number) =>
    withOddShape(createPhoto(chart, number), UNKNOWN_CODES),
  );

function createPhoto(chart: Chart, number: number): Stored<Media> {
  const { patient, random, practitioners } = chart;
  const { day, encounter } = drawOccasion(chart, 3);
  const [code, display] = random.pick(SITES);
  const minute = clinicMinute(random);
  return {
    resourceType: 'Media',
    id: clinicalId(patient, 'Media', number),
    status: random.chance(90) ? 'completed' : 'entered-in-error',
    type: hl7Concept('media-type', 'image', 'Image'),
    subject: patientReference(patient),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    createdDateTime: instantAt(day, minute),
    ...(random.chance(80) && { issued: instantAt(day, minute + 5) }),
    operator: practitionerReference(random.pick(practitioners)),
    bodySite: concept(display, coding(SNOMED, code)),
    ...(random.chance(50) && { deviceName: 'Mobile device camera' }),
    content: { contentType: 'image/png', data: PIXEL, title: `Photo: ${display.toLowerCase()}` },
    ...(random.chance(20) && { note: [{ text: 'Compare with the photo of the last visit.' }] }),
  };
}

export const servedMedia: ChartedType<Media> = {
  type: 'Media',
  write: mediaOf,
  api: 'read, search by id',
  criteria: [],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
