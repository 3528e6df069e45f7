/** The provenance of a chart's resources. */
import type { Provenance, ProvenanceAgent, Resource, Stored } from '../../types.ts';
import { practitionerReference } from '../practitioners.ts';
import { allergiesOf } from './allergy-intolerance.ts';
import { type Chart, type ChartWriter, clinicalId, referenceTo } from './chart.ts';
import { hl7System } from './code-systems.ts';
import { conditionsIn } from './condition.ts';
import { chartFor } from './sampling.ts';
import { coding, concept } from './elements.ts';
import { immunizationsOf } from './immunization.ts';
import { medicationRequestsOf } from './medication-request.ts';
import { proceduresOf } from './procedure.ts';
import { withOddShape } from './shapes-record.ts';
import { dayWithin, daysBeforeLatest, instantAt, lifespanOf } from './times.ts';
import type { ChartedType } from '../served-type.ts';

const TRANSMITTER_SYSTEM = 'http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type';
/** Enough for tests to follow. Epic has a Provenance for nearly every resource. */
const MOST_OF_A_TYPE = 4;
/** The minute of the day of each Provenance. As the last one, it is never earlier than the target. */
const LAST_MINUTE = 24 * 60 - 1;

interface Source {
  readonly target: Stored<Resource>;
  readonly date: string | undefined;
}

const provenancesOf: ChartWriter<Provenance> = (chart) =>
  collectSources(chart).map((source, number) => withOddShape(createProvenance(chart, source, number)));

function collectSources(chart: Chart): Source[] {
  return [
    ...conditionsIn(chart)
      .slice(0, MOST_OF_A_TYPE)
      .map((target) => ({ target, date: target.recordedDate })),
    ...allergiesOf(chartFor(chart, 'AllergyIntolerance'))
      .slice(0, MOST_OF_A_TYPE)
      .map((target) => ({ target, date: target.recordedDate })),
    ...medicationRequestsOf(chartFor(chart, 'MedicationRequest'))
      .slice(0, MOST_OF_A_TYPE)
      .map((target) => ({ target, date: target.authoredOn })),
    ...immunizationsOf(chartFor(chart, 'Immunization'))
      .slice(0, MOST_OF_A_TYPE)
      .map((target) => ({ target, date: target.occurrenceDateTime })),
    ...proceduresOf(chartFor(chart, 'Procedure'))
      .slice(0, MOST_OF_A_TYPE)
      .map((target) => ({ target, date: target.performedDateTime })),
  ];
}

function createProvenance(chart: Chart, { target, date }: Source, number: number): Stored<Provenance> {
  const { patient, random } = chart;
  const life = lifespanOf(patient);
  const written = date === undefined ? dayWithin(random, life, 4) : daysBeforeLatest(date);
  const day = Math.max(1, Math.min(written, life.firstDay));
  return {
    resourceType: 'Provenance',
    id: clinicalId(patient, 'Provenance', number),
    target: [{ reference: `${target.resourceType}/${target.id}` }],
    recorded: instantAt(day, LAST_MINUTE),
    ...(random.chance(30) && {
      activity: concept('create', coding(hl7System('v3-DataOperation'), 'CREATE', 'create')),
    }),
    agent: [createAuthor(chart), ...(random.chance(70) ? [createTransmitter(chart)] : [])],
  };
}

function createAuthor({ random, practitioners, organizations }: Chart): ProvenanceAgent {
  return {
    type: concept('Author', coding(hl7System('provenance-participant-type'), 'author', 'Author')),
    who: random.chance(80)
      ? practitionerReference(random.pick(practitioners))
      : { type: 'Practitioner', display: 'Clinician of another hospital' },
    ...(random.chance(70) && { onBehalfOf: referenceTo(random.pick(organizations)) }),
  };
}

function createTransmitter({ random, organizations }: Chart): ProvenanceAgent {
  return {
    type: concept('Transmitter', coding(TRANSMITTER_SYSTEM, 'transmitter', 'Transmitter')),
    who: referenceTo(random.pick(organizations)),
  };
}

export const servedProvenance: ChartedType<Provenance> = {
  type: 'Provenance',
  write: provenancesOf,
  criteria: [],
  api: 'read',
  labels: [],
  unknownCodes: {},
};
