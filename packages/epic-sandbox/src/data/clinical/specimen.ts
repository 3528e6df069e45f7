/** The specimens of a chart's laboratory orders. */
import type { CodeableConcept, ServiceRequest, Specimen, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import { type Chart, type ChartWriter, LATEST, referenceTo } from './chart.ts';
import { epicSystem, hl7System, SNOMED } from './code-systems.ts';
import type { SpecimenKind } from './codes-orders.ts';
import { chartFor } from './sampling.ts';
import { coding, concept, hl7Concept, patientReference, ucumQuantity, usualIdentifier } from './elements.ts';
import { ordersOf, specimenId } from './service-request.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

interface Kind {
  readonly type: CodeableConcept;
  readonly method?: CodeableConcept;
  readonly bodySite?: CodeableConcept;
  readonly milliliters?: number;
}

const KINDS: Record<SpecimenKind, Kind> = {
  blood: {
    type: defineSpecimenType('Blood', '119297000', 'Blood specimen (specimen)', '5', ['BLD', 'Whole blood']),
    method: concept('Venipuncture', coding(SNOMED, '22778000', 'Venipuncture (procedure)')),
    bodySite: concept('Left arm', coding(SNOMED, '368208006', 'Left upper arm structure (body structure)')),
    milliliters: 4.5,
  },
  urine: {
    type: defineSpecimenType('Urine', '122575003', 'Urine specimen (specimen)', '9', ['UR', 'Urine']),
    milliliters: 30,
  },
  throat: {
    type: defineSpecimenType('Throat', '258529004', 'Throat swab (specimen)', '31'),
    method: concept('Swab'),
    bodySite: concept('Throat', coding(SNOMED, '54066008', 'Pharyngeal structure (body structure)')),
  },
};

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'Specimen', 0)]: { status: 'received' },
};

const specimensOf: ChartWriter<Specimen> = (chart) =>
  ordersOf(chartFor(chart, 'ServiceRequest')).flatMap(({ orderable, request }, number) =>
    orderable.specimen === undefined || request.specimen === undefined
      ? []
      : [withOddShape(createSpecimen(chart, request, orderable.specimen, number), UNKNOWN_CODES)],
  );

function createSpecimen(
  chart: Chart,
  request: Stored<ServiceRequest>,
  kind: SpecimenKind,
  number: number,
): Stored<Specimen> {
  const { patient, random } = chart;
  const accession = `${(request.authoredOn ?? LATEST).slice(2, 4)}SB-${random.integer(100, 365)}${random.characters('CHMU', 1)}${random.integer(1000, 9999)}`;
  return {
    resourceType: 'Specimen',
    id: specimenId(chart, number),
    identifier: [usualIdentifier('7.2.715097', random.integer(100_000, 999_999), 'Specimen ID')],
    ...(random.chance(85) && { accessionIdentifier: usualIdentifier('7.3.798268.800', accession) }),
    ...(random.chance(70) && {
      status: random.chance(90) ? ('available' as const) : ('unsatisfactory' as const),
    }),
    type: KINDS[kind].type,
    subject: patientReference(patient),
    ...(random.chance(60) && { receivedTime: instantAfter(request, 90) }),
    request: [referenceTo(request, request.code?.text)],
    ...(random.chance(90) && { collection: createCollection(chart, request, KINDS[kind]) }),
    ...(random.chance(15) && { condition: [hl7Concept('v2-0493', 'HEM', 'Hemolyzed')] }),
    ...(random.chance(10) && { note: [{ text: 'Drawn with difficulty.' }] }),
  };
}

function createCollection(
  { random, practitioners }: Chart,
  request: ServiceRequest,
  { method, bodySite, milliliters }: Kind,
): NonNullable<Specimen['collection']> {
  return {
    ...(random.chance(25) && { collector: practitionerReference(random.pick(practitioners)) }),
    collectedDateTime: instantAfter(request, 30),
    ...(milliliters !== undefined && random.chance(50) && { quantity: ucumQuantity(milliliters, 'mL') }),
    ...(method !== undefined && random.chance(60) && { method }),
    ...(bodySite !== undefined && random.chance(60) && { bodySite }),
  };
}

/** Returns the instant this many minutes after the order. */
function instantAfter({ authoredOn = LATEST }: ServiceRequest, minutes: number): string {
  return new Date(Date.parse(authoredOn) + minutes * 60_000).toISOString().replace('.000Z', 'Z');
}

/** @param hl7 a v2-0487 code; absent for a throat swab, which has none */
function defineSpecimenType(
  text: string,
  snomed: string,
  display: string,
  siteNumber: string,
  hl7?: readonly [code: string, display: string],
): CodeableConcept {
  return concept(
    text,
    coding(epicSystem('7.4.798268.300'), siteNumber, text),
    coding(SNOMED, snomed, display),
    ...(hl7 === undefined ? [] : [coding(hl7System('v2-0487'), ...hl7)]),
  );
}

export const servedSpecimen: ChartedType<Specimen> = {
  type: 'Specimen',
  write: specimensOf,
  criteria: [],
  api: 'read, search by id',
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
