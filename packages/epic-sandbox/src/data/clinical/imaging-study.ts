/** The imaging studies of a chart: the studies of its imaging orders, which have reports, and earlier ones. */
import type { Coding, ImagingStudy, ImagingStudySeries, ServiceRequest, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import type { NonEmpty } from '../random.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { hl7System, SNOMED } from './code-systems.ts';
import { imagingReportsOf } from './diagnostic-report.ts';
import { coding, encounterReference, patientReference } from './elements.ts';
import { drawCount, drawOccasion } from './sampling.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, instantAt } from './times.ts';
import { byToken } from '../../criteria.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { WARREN_MCGINNIS } from '../patients.ts';

const DICOM = 'http://dicom.nema.org/resources/ontology/DCM';

interface Exam {
  readonly description: string;
  readonly modality: Coding;
  readonly site: Coding;
  readonly series: readonly string[];
}

const CHEST_XRAY: Exam = {
  description: 'XR chest 2 views',
  modality: coding(DICOM, 'DX', 'Digital Radiography'),
  site: coding(SNOMED, '51185008', 'Thoracic structure'),
  series: ['PA', 'LATERAL'],
};
const EXAMS: NonEmpty<Exam> = [
  CHEST_XRAY,
  {
    description: 'Mammography screening bilateral',
    modality: coding(DICOM, 'MG', 'Mammography'),
    site: coding(SNOMED, '76752008', 'Breast structure'),
    series: ['R CC', 'L CC', 'R MLO', 'L MLO'],
  },
  {
    description: 'CT head without contrast',
    modality: coding(DICOM, 'CT', 'Computed Tomography'),
    site: coding(SNOMED, '69536005', 'Head structure'),
    series: ['AXIAL 5.0', 'BONE 2.0', 'CORONAL 3.0'],
  },
  {
    description: 'US abdomen complete',
    modality: coding(DICOM, 'US', 'Ultrasound'),
    site: coding(SNOMED, '818983003', 'Abdomen'),
    series: ['ABDOMEN'],
  },
];
/** Suits both sexes and every age. */
const EARLIER_EXAMS: NonEmpty<Exam> = [
  CHEST_XRAY,
  ...EXAMS.filter(({ modality: { code } }) => code === 'CT' || code === 'US'),
];
const SIDES: Readonly<Record<string, Coding>> = {
  R: coding(SNOMED, '24028007', 'Right'),
  L: coding(SNOMED, '7771000', 'Left'),
};
const OTHER_STATUSES: NonEmpty<ImagingStudy['status']> = ['registered', 'cancelled', 'entered-in-error'];

const UNKNOWN_CODES: UnknownCodes = {
  [idOf(WARREN_MCGINNIS, 'ImagingStudy earlier', 0)]: { status: 'dictated' },
};

const imagingStudiesOf: ChartWriter<ImagingStudy> = (chart) => [
  ...imagingReportsOf(chart).map(({ request, studyId }) => createOrderedStudy(chart, request, studyId)),
  ...Array.from({ length: drawCount(chart, 5) }, (_none, number) =>
    withOddShape(createEarlierStudy(chart, number), UNKNOWN_CODES),
  ),
];

function createOrderedStudy(chart: Chart, request: Stored<ServiceRequest>, id: string): Stored<ImagingStudy> {
  const exam = EXAMS.find(({ description }) => description === request.code?.text) ?? CHEST_XRAY;
  return {
    ...createStudy(chart, exam, id),
    basedOn: [referenceTo(request, request.code?.text)],
    ...(request.encounter !== undefined && { encounter: request.encounter }),
    ...(request.authoredOn !== undefined && { started: request.authoredOn }),
    ...(chart.random.chance(70) && {
      referrer: practitionerReference(chart.random.pick(chart.practitioners)),
    }),
    ...(request.reasonCode !== undefined && { reasonCode: request.reasonCode }),
  };
}

function createEarlierStudy(chart: Chart, number: number): Stored<ImagingStudy> {
  const { patient, random } = chart;
  const { day, encounter } = drawOccasion(chart, 6);
  const study = createStudy(
    chart,
    random.pick(EARLIER_EXAMS),
    clinicalId(patient, 'ImagingStudy earlier', number),
  );
  return {
    ...study,
    status: random.chance(80) ? 'available' : random.pick(OTHER_STATUSES),
    started: instantAt(day, clinicMinute(random)),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
  };
}

function createStudy(
  { patient, random, practitioners }: Chart,
  exam: Exam,
  id: string,
): Stored<ImagingStudy> {
  const uid = `1.2.840.114350.2.13.0.1.${random.integer(100_000, 999_999)}.${random.integer(1, 9999)}`;
  const series = exam.series.map((description, at): ImagingStudySeries => {
    const laterality = SIDES[description.split(' ')[0] ?? ''];
    return {
      uid: `${uid}.${at + 1}`,
      number: at + 1,
      modality: exam.modality,
      description,
      numberOfInstances: random.integer(1, 40),
      bodySite: exam.site,
      ...(laterality !== undefined && { laterality }),
    };
  });
  return {
    resourceType: 'ImagingStudy',
    id,
    identifier: [
      { use: 'official', system: 'urn:dicom:uid', value: `urn:oid:${uid}` },
      {
        use: 'usual',
        type: { coding: [coding(hl7System('v2-0203'), 'ACSN', 'Accession ID')], text: 'Accession Number' },
        value: `RAD${random.integer(1_000_000, 9_999_999)}`,
      },
    ],
    status: 'available',
    modality: [exam.modality],
    subject: patientReference(patient),
    ...(random.chance(60) && { interpreter: [practitionerReference(random.pick(practitioners))] }),
    endpoint: [{ display: 'Radiology archive (DICOMweb)' }],
    numberOfSeries: series.length,
    numberOfInstances: series.reduce((sum, { numberOfInstances = 0 }) => sum + numberOfInstances, 0),
    procedureCode: [{ text: exam.description }],
    description: exam.description,
    series,
  };
}

export const servedImagingStudy: ChartedType<ImagingStudy> = {
  type: 'ImagingStudy',
  write: imagingStudiesOf,
  criteria: [byToken('identifier', 'identifier')],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
