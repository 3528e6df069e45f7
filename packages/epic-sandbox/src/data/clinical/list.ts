/** The lists of a chart: problems, medications and what changed at a visit. Patient lists are in ../panels.ts. */
import type { CodeableConcept, List, ListEntry, Resource, Stored } from '../../types.ts';
import { byReference, byToken } from '../../criteria.ts';
import { WARREN_MCGINNIS } from '../patients.ts';
import { practitionerReference } from '../practitioners.ts';
import type { ChartedType, UnknownCodes } from '../served-type.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { LOINC } from './code-systems.ts';
import { conditionsIn } from './condition.ts';
import {
  coding,
  concept,
  encounterReference,
  hl7Concept,
  patientReference,
  usualIdentifier,
} from './elements.ts';
import { medicationRequestsOf } from './medication-request.ts';
import { chartFor, drawOccasion } from './sampling.ts';
import { idOf, withOddShape } from './shapes-record.ts';
import { clinicMinute, instantAt } from './times.ts';

/** The elements in which the lists differ. */
type Content = Pick<List, 'status' | 'mode' | 'title' | 'code' | 'entry'>;

const UNKNOWN_CODES: UnknownCodes = { [idOf(WARREN_MCGINNIS, 'List', 0)]: { status: 'archived' } };

const listsOf: ChartWriter<List> = (chart) => {
  const problems = conditionsIn(chart).map((one) => entryOf(one, one.code?.text));
  const medications = medicationRequestsOf(chartFor(chart, 'MedicationRequest')).map((one) =>
    entryOf(one, one.medicationReference?.display),
  );
  const contents: readonly Content[] = [
    {
      status: 'current',
      mode: 'working',
      title: 'Problem List',
      code: kind('11450-4', 'Problem list'),
      entry: problems,
    },
    {
      status: 'current',
      mode: 'snapshot',
      title: 'Medications at discharge',
      code: kind('10183-2', 'Hospital discharge medications'),
      entry: medications,
    },
    {
      status: 'current',
      mode: 'changes',
      title: 'Changes at this visit',
      code: kind('29549-3', 'Medications administered'),
      entry: medications.map(({ item }, number) =>
        number % 2 === 0 ? { item, flag: concept('Stopped'), deleted: true } : { item, flag: concept('New') },
      ),
    },
    {
      status: 'retired',
      mode: 'snapshot',
      title: 'Medications before admission',
      code: kind('42346-7', 'Medications on admission'),
    },
  ];
  return contents.map((content, number) => withOddShape(createList(chart, content, number), UNKNOWN_CODES));
};

function createList(chart: Chart, content: Content, number: number): Stored<List> {
  const { patient, random, practitioners } = chart;
  const { entry = [], ...rest } = content;
  const { day, encounter } = drawOccasion(chart, 2);
  return {
    resourceType: 'List',
    id: clinicalId(patient, 'List', number),
    identifier: [usualIdentifier('7.2.806567.20', random.integer(100_000, 199_999))],
    ...rest,
    subject: patientReference(patient),
    ...(encounter !== undefined && { encounter: encounterReference(encounter) }),
    date: instantAt(day, clinicMinute(random)),
    source: practitionerReference(random.pick(practitioners)),
    ...(entry.length > 0
      ? { entry }
      : { emptyReason: hl7Concept('list-empty-reason', 'notstarted', 'Not Started') }),
  };
}

function kind(code: string, display: string): CodeableConcept {
  return concept(display, coding(LOINC, code, display));
}

function entryOf(resource: Stored<Resource>, display: string | undefined): ListEntry {
  return { item: referenceTo(resource, display) };
}

export const servedList: ChartedType<List> = {
  type: 'List',
  write: listsOf,
  criteria: [
    byToken('code', 'code'),
    byReference('encounter', 'encounter'),
    byToken('identifier', 'identifier'),
  ],
  labels: [],
  unknownCodes: UNKNOWN_CODES,
};
