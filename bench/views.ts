/** Converts FHIR resources to the results of the operations, for contenders that return FHIR. */
import type {
  AllergyIntolerance,
  Condition,
  Encounter,
  MedicationRequest,
  Observation,
  Patient,
  Reference,
  Resource,
  Stored,
} from '../src/fhir/types.ts';
import { getConceptText, formatName, isActive, isSevere, sortNewestFirst } from './processes/elements.ts';

type Coded = Stored<AllergyIntolerance | Condition | Observation>;
/** Returns the referenced resource; null if there is none. */
export type ResolveReference = (reference: Reference) => Stored<Resource> | null;

export interface Chart {
  readonly patient: Stored<Patient>;
  readonly allergies: readonly Stored<AllergyIntolerance>[];
  readonly problems: readonly Stored<Condition>[];
  readonly medications: readonly Stored<MedicationRequest>[];
  readonly labs: readonly Stored<Observation>[];
  readonly encounters: readonly Stored<Encounter>[];
}

const MAX_ITEMS = 20;

export function toNameView({ id, name }: Stored<Patient>) {
  return { id, fullName: formatName(name) };
}

export function toLabViews(labs: readonly Stored<Observation>[], first: number) {
  return sortNewestFirst(labs, ({ effectiveDateTime }) => effectiveDateTime)
    .slice(0, first)
    .map((lab) => Object.assign(toCodedView(lab), { effective: lab.effectiveDateTime ?? null }));
}

export function toChartView({ patient, allergies, problems, medications, labs, encounters }: Chart) {
  return {
    ...toNameView(patient),
    birthDate: patient.birthDate ?? null,
    allergies: sortNewestFirst(allergies, getRecordedDate, isSevere).map(toCodedView),
    problems: sortNewestFirst(problems, getRecordedDate, isActive).map(toCodedView),
    medications: sortNewestFirst(medications, ({ authoredOn }) => authoredOn).map(({ id, authoredOn }) => ({
      id,
      authoredOn: authoredOn ?? null,
    })),
    labResults: toLabViews(labs, MAX_ITEMS),
    encounters: takeLatest(encounters).map(toEncounterView),
  };
}

export function toEncounterView({ id, period }: Stored<Encounter>) {
  return {
    id,
    period: period === undefined ? null : { start: period.start ?? null, end: period.end ?? null },
  };
}

export function toVisitViews(encounters: readonly Stored<Encounter>[], resolve: ResolveReference) {
  return takeLatest(encounters).map((encounter) =>
    Object.assign(toEncounterView(encounter), {
      participants: (encounter.participant ?? []).map(({ individual }) => ({
        individual: individual === undefined ? null : { resource: toPractitionerView(resolve(individual)) },
      })),
      locations: (encounter.location ?? []).map(({ location }) => ({
        location: { resource: toPlaceView(resolve(location)) },
      })),
      serviceProvider:
        encounter.serviceProvider === undefined
          ? null
          : { resource: toPlaceView(resolve(encounter.serviceProvider)) },
    }),
  );
}

/** Lists the references of the latest encounters to participants, locations and organizations. */
export function listReferences(encounters: readonly Stored<Encounter>[]): Reference[] {
  return takeLatest(encounters).flatMap(({ participant = [], location = [], serviceProvider }) =>
    [
      participant.map(({ individual }) => individual),
      location.map((place) => place.location),
      serviceProvider,
    ]
      .flat()
      .filter((reference) => reference !== undefined),
  );
}

function toPractitionerView(resource: Stored<Resource> | null) {
  if (resource === null) return null;
  return resource.resourceType === 'Practitioner'
    ? { id: resource.id, fullName: formatName(resource.name) }
    : {};
}

function toPlaceView(resource: Stored<Resource> | null) {
  return resource?.resourceType === 'Location' || resource?.resourceType === 'Organization'
    ? { id: resource.id, name: resource.name ?? null }
    : null;
}

function takeLatest(encounters: readonly Stored<Encounter>[]): Stored<Encounter>[] {
  return sortNewestFirst(encounters, ({ period }) => period?.start).slice(0, MAX_ITEMS);
}

function toCodedView({ id, code }: Coded) {
  return { id, code: code === undefined ? null : { text: getConceptText(code) } };
}

function getRecordedDate({
  recordedDate,
  onsetDateTime,
}: AllergyIntolerance | Condition): string | undefined {
  return recordedDate ?? onsetDateTime;
}
