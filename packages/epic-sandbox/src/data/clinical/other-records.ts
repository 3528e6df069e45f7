/** One record of each type that clients seldom read: definitions, and one per chart of each type about patients. */
import type {
  BodyStructure,
  Claim,
  ConceptMap,
  Contract,
  Endpoint,
  Measure,
  MeasureReport,
  RequestGroup,
  ResearchStudy,
  ResearchSubject,
  Resource,
  Stored,
  Substance,
  ValueSet,
} from '../../types.ts';
import { byReference, byToken } from '../../criteria.ts';
import { practitionerReference } from '../practitioners.ts';
import type { ChartedType, SharedType } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { SNOMED } from './code-systems.ts';
import { coding, concept, hl7Concept, patientReference, usualIdentifier } from './elements.ts';
import { dateAt, dayWithin, lifespanOf } from './times.ts';

const CANONICAL = 'https://epic.sandbox.example';

export const RESEARCH_STUDY: Stored<ResearchStudy> = {
  resourceType: 'ResearchStudy',
  id: 'eSbxStudy-Hypertension.003',
  identifier: [usualIdentifier('7.2.832000', '2201')],
  title: 'Home blood pressure monitoring',
  status: 'active',
  period: { start: '2024-02-01' },
};

const MEASURE_URL = `${CANONICAL}/Measure/bp-control`;

/** Returns a writer of one record per chart. */
function writeOne<T extends Resource>(
  type: T['resourceType'],
  create: (id: string, date: string, chart: Chart) => Stored<T>,
): ChartWriter<T> {
  return (chart) => {
    const day = dayWithin(chart.random, lifespanOf(chart.patient), 3);
    return [create(clinicalId(chart.patient, type, 0), dateAt(day), chart)];
  };
}

const BY_ID = { api: 'read, search by id', criteria: [], labels: [], unknownCodes: {} } as const;

export const servedBodyStructure: ChartedType<BodyStructure> = {
  type: 'BodyStructure',
  write: writeOne<BodyStructure>('BodyStructure', (id, _date, { patient }) => ({
    resourceType: 'BodyStructure',
    id,
    identifier: [usualIdentifier('7.2.798210', id.slice(1, 8))],
    active: true,
    morphology: concept('Surgical incision', coding(SNOMED, '112633009', 'Surgical wound')),
    location: concept('Abdomen', coding(SNOMED, '818983003', 'Abdomen')),
    patient: patientReference(patient),
  })),
  criteria: [
    byToken('identifier', 'identifier'),
    byToken('location', 'location'),
    byToken('morphology', 'morphology'),
  ],
  labels: [],
  unknownCodes: {},
};

export const servedClaim: ChartedType<Claim> = {
  ...BY_ID,
  type: 'Claim',
  write: writeOne<Claim>('Claim', (id, date, { patient, practitioners, random }) => ({
    resourceType: 'Claim',
    id,
    status: random.pickUsual(['active', 'active', 'cancelled']),
    type: hl7Concept('claim-type', 'professional', 'Professional'),
    use: 'claim',
    patient: patientReference(patient),
    created: date,
    provider: practitionerReference(practitioners[0]),
    priority: hl7Concept('processpriority', 'normal', 'Normal'),
    insurance: [{ sequence: 1, focal: true, coverage: { display: 'Self-pay' } }],
  })),
};

export const servedContract: ChartedType<Contract> = {
  ...BY_ID,
  type: 'Contract',
  write: writeOne<Contract>('Contract', (id, date, { patient, random }) => ({
    resourceType: 'Contract',
    id,
    status: random.pickUsual(['executed', 'executed', 'terminated']),
    issued: date,
    subject: [patientReference(patient)],
    title: 'Payment plan',
  })),
};

export const servedMeasureReport: ChartedType<MeasureReport> = {
  type: 'MeasureReport',
  write: writeOne<MeasureReport>('MeasureReport', (id, date, { patient, random }) => ({
    resourceType: 'MeasureReport',
    id,
    status: random.pickUsual(['complete', 'complete', 'pending']),
    type: 'individual',
    measure: MEASURE_URL,
    subject: patientReference(patient),
    date,
    period: { start: date, end: date },
  })),
  criteria: [],
  labels: [],
  unknownCodes: {},
};

export const servedRequestGroup: ChartedType<RequestGroup> = {
  ...BY_ID,
  type: 'RequestGroup',
  write: writeOne<RequestGroup>('RequestGroup', (id, date, { patient, practitioners, random }) => ({
    resourceType: 'RequestGroup',
    id,
    status: random.pickUsual(['active', 'active', 'completed']),
    intent: 'order',
    code: concept('Treatment plan'),
    subject: patientReference(patient),
    authoredOn: date,
    author: practitionerReference(practitioners[0]),
  })),
};

export const servedResearchSubject: ChartedType<ResearchSubject> = {
  type: 'ResearchSubject',
  write: writeOne<ResearchSubject>('ResearchSubject', (id, date, { patient, random }) => ({
    resourceType: 'ResearchSubject',
    id,
    status: random.pickUsual(['on-study', 'on-study', 'candidate']),
    period: { start: date },
    study: referenceTo(RESEARCH_STUDY, RESEARCH_STUDY.title),
    individual: patientReference(patient),
  })),
  patientParameters: ['patient'],
  criteria: [byToken('status', 'status'), byReference('study', 'study')],
  labels: [],
  unknownCodes: {},
};

export const servedResearchStudy: SharedType<ResearchStudy> = {
  type: 'ResearchStudy',
  resources: [RESEARCH_STUDY],
  criteria: [byToken('identifier', 'identifier'), byToken('status', 'status')],
  requiresOneOf: ['identifier', 'status'],
};

export const servedEndpoint: SharedType<Endpoint> = {
  type: 'Endpoint',
  resources: [
    {
      resourceType: 'Endpoint',
      id: 'eSbxEndpoint-Imaging.00003',
      status: 'active',
      connectionType: coding(
        'http://terminology.hl7.org/CodeSystem/endpoint-connection-type',
        'dicom-wado-rs',
      ),
      name: 'Imaging archive',
      payloadType: [{ text: 'DICOM' }],
      address: 'https://imaging.example/wado',
    },
  ],
  criteria: [],
};

export const servedMeasure: SharedType<Measure> = {
  type: 'Measure',
  resources: [
    {
      resourceType: 'Measure',
      id: 'eSbxMeasure-Pressure.00003',
      url: MEASURE_URL,
      title: 'Controlling high blood pressure',
      status: 'active',
      date: '2026-01-01',
    },
  ],
  criteria: [],
};

export const servedSubstance: SharedType<Substance> = {
  type: 'Substance',
  resources: [
    {
      resourceType: 'Substance',
      id: 'eSbxSubstance-Latex.000003',
      status: 'active',
      code: concept('Latex', coding(SNOMED, '111088007', 'Latex')),
    },
  ],
  criteria: [],
};

export const servedConceptMap: SharedType<ConceptMap> = {
  type: 'ConceptMap',
  api: 'read',
  resources: [
    {
      resourceType: 'ConceptMap',
      id: 'eSbxConceptMap-Units.00003',
      title: 'Units of the laboratory',
      status: 'active',
      date: '2026-01-01',
    },
  ],
  criteria: [],
};

export const servedValueSet: SharedType<ValueSet> = {
  type: 'ValueSet',
  api: 'read',
  resources: [
    {
      resourceType: 'ValueSet',
      id: 'eSbxValueSet-Answers.00003',
      title: 'Answers to yes-or-no questions',
      status: 'active',
      date: '2026-01-01',
    },
  ],
  criteria: [],
};
