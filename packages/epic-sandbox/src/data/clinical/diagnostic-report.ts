/** The reports of a chart: one for each laboratory panel, and text reports of imaging and other studies. */
import type { CodeableConcept, DiagnosticReport, Identifier, ServiceRequest, Stored } from '../../types.ts';
import { organizationReference } from '../organizations.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty, Random } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, LATEST, referenceTo } from './chart.ts';
import { epicSystem, hl7System } from './code-systems.ts';
import { chartFor } from './sampling.ts';
import { coding, concept, encounterReference, hl7Concept, patientReference } from './elements.ts';
import { type LabPanel, labPanelsOf } from './lab-panels.ts';
import { createResultReferences } from './lab-results.ts';
import type { Rendition } from './notes.ts';
import { renderHtml } from './renditions.ts';
import { ordersOf } from './service-request.ts';
import { instantAt } from './times.ts';
import { byDate, byToken } from '../../criteria.ts';
import { NOPAT_LABEL } from './security-labels.ts';
import type { ChartedType } from '../served-type.ts';

const CATEGORY_LIST = epicSystem('7.10.798268.30');
const LABORATORY: CodeableConcept[] = [
  concept('Lab', coding(CATEGORY_LIST, 'Lab')),
  hl7Concept('v2-0074', 'LAB', 'Laboratory'),
];
const STUDIES: CodeableConcept[] = [
  concept('Imaging', coding(CATEGORY_LIST, 'Imaging')),
  hl7Concept('v2-0074', 'RAD', 'Radiology'),
];

const IMPRESSIONS: NonEmpty<string> = [
  'No acute findings.',
  'Mild degenerative changes, no acute abnormality.',
  'Within normal limits for age.',
  'Stable compared with the prior study.',
];
const OTHER_STATUSES: NonEmpty<DiagnosticReport['status']> = ['amended', 'corrected', 'partial', 'unknown'];
const NIGHT = 24 * 60 * 60_000;

/** A completed study with its report. */
interface Study {
  readonly request: Stored<ServiceRequest>;
  readonly number: number;
  readonly impression: string;
  /** The id of the ImagingStudy; null for a study without images. */
  readonly studyId: string | null;
}

const diagnosticReportsOf: ChartWriter<DiagnosticReport> = (chart) => [
  ...labPanelsOf(chart).map((panel) => createLabReport(chart, panel)),
  ...studiesOf(chart).map((study) => createStudyReport(chart, study)),
];

/** Returns the texts of study reports. Laboratory reports have results instead. */
export function reportTextsOf(chart: Chart): Rendition[] {
  return studiesOf(chart).map(({ request, number, impression }) => ({
    id: reportTextId(chart, number),
    contentType: 'text/html',
    content: renderHtml(request.code?.text ?? 'Report', [
      { heading: 'Findings', lines: ['Technique and comparison as documented in the order.'] },
      { heading: 'Impression', lines: [impression] },
    ]),
  }));
}

/** Returns the studies with images, for the writer of imaging studies. */
export function imagingReportsOf(chart: Chart): { request: Stored<ServiceRequest>; studyId: string }[] {
  return studiesOf(chart).flatMap(({ request, studyId }) => (studyId === null ? [] : [{ request, studyId }]));
}

function studiesOf(chart: Chart): Study[] {
  const { random } = chartFor(chart, 'studies');
  return ordersOf(chartFor(chart, 'ServiceRequest'))
    .filter(
      ({ orderable, request }) =>
        (orderable.kind === 'imaging' || orderable.kind === 'study') && request.status === 'completed',
    )
    .map(({ orderable, request }, number) => ({
      request,
      number,
      impression: random.pick(IMPRESSIONS),
      studyId: orderable.kind === 'imaging' ? clinicalId(chart.patient, 'ImagingStudy', number) : null,
    }));
}

function reportTextId({ patient }: Chart, number: number): string {
  return clinicalId(patient, 'Binary report', number);
}

function createLabReport(chart: Chart, panel: LabPanel): Stored<DiagnosticReport> {
  const { patient, index, random, organizations, practitioners } = chart;
  const { row, number, day, minute, encounter, order } = panel;
  const status = random.chance(90) ? 'final' : random.pick(OTHER_STATUSES);
  const accession = { system: 'https://open.epic.com/FHIR/0/order-accession-number/Beaker' };
  return {
    resourceType: 'DiagnosticReport',
    id: clinicalId(patient, 'DiagnosticReport', number),
    identifier: [
      createIdentifier(
        'PLAC',
        'Placer Identifier',
        epicSystem('7.2.798268'),
        1_060_000 + index * 100 + number,
      ),
      ...(random.chance(40)
        ? [createIdentifier('FILL', 'Filler Identifier', accession.system, `24S-148C${1000 + number}`)]
        : []),
    ],
    basedOn: order === null ? [{ display: row.code.text ?? 'Order' }] : [referenceTo(order, row.code.text)],
    status,
    category: LABORATORY,
    code: row.code,
    subject: patientReference(patient),
    ...(encounter !== null && { encounter: encounterReference(encounter) }),
    effectiveDateTime: instantAt(day, minute),
    ...(isIssued(status, random) && { issued: instantAt(day, minute + 310) }),
    performer: [
      practitionerReference(random.pick(practitioners)),
      ...(random.chance(40) ? [organizationReference(random.pick(organizations))] : []),
    ],
    ...(order?.specimen !== undefined && { specimen: order.specimen }),
    result: createResultReferences(chart, panel),
  };
}

function createStudyReport(chart: Chart, study: Study): Stored<DiagnosticReport> {
  const { request, number, impression, studyId } = study;
  const { patient, index, random, practitioners } = chart;
  const ordered = Date.parse(request.authoredOn ?? LATEST);
  const interpreter = practitionerReference(random.pick(practitioners));
  return {
    resourceType: 'DiagnosticReport',
    id: clinicalId(patient, 'DiagnosticReport study', number),
    identifier: [
      createIdentifier(
        'PLAC',
        'Placer Identifier',
        epicSystem('7.2.798268'),
        1_070_000 + index * 10 + number,
      ),
    ],
    basedOn: [referenceTo(request, request.code?.text)],
    status: random.chance(85) ? 'final' : 'preliminary',
    category: STUDIES,
    code: request.code ?? { text: 'Study' },
    subject: patientReference(patient),
    ...(request.encounter !== undefined && { encounter: request.encounter }),
    effectiveDateTime: instantOf(ordered),
    issued: instantOf(Math.min(ordered + NIGHT, Date.parse(LATEST))),
    performer: [interpreter],
    ...(random.chance(50) && { resultsInterpreter: [interpreter] }),
    ...(studyId !== null && { imagingStudy: [{ reference: `ImagingStudy/${studyId}` }] }),
    conclusion: impression,
    presentedForm: [
      {
        contentType: 'text/html',
        url: `Binary/${reportTextId(chart, number)}`,
        title: `${request.code?.text ?? 'Study'} report`,
      },
    ],
  };
}

/** In Epic's public sandbox, every final or amended report has `issued`. */
function isIssued(status: DiagnosticReport['status'], random: Random): boolean {
  return ['final', 'amended', 'corrected'].includes(status) || random.chance(50);
}

function createIdentifier(code: string, text: string, system: string, value: number | string): Identifier {
  return {
    use: 'official',
    type: { coding: [coding(hl7System('v2-0203'), code, text)], text },
    system,
    value: String(value),
  };
}

function instantOf(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}

export const servedDiagnosticReport: ChartedType<DiagnosticReport> = {
  type: 'DiagnosticReport',
  write: diagnosticReportsOf,
  criteria: [
    byToken('category', 'category'),
    byToken('code', 'code'),
    byDate('date', 'effectiveDateTime', 'effectivePeriod'),
    byToken('identifier', 'identifier'),
    byToken('status', 'status'),
  ],
  labels: [[4, NOPAT_LABEL]],
  unknownCodes: {},
};
