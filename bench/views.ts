/** What the operations answer, made of FHIR resources by hand: for those contenders who answer in FHIR. */
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
import { conceptText, fullName, newestFirst } from './processes/elements.ts';

type Coded = Stored<AllergyIntolerance | Condition | Observation>;
/** What a reference points at; null where that is not there. */
export type Follow = (reference: Reference) => Stored<Resource> | null;

export interface Chart {
  readonly patient: Stored<Patient>;
  readonly allergies: readonly Stored<AllergyIntolerance>[];
  readonly problems: readonly Stored<Condition>[];
  readonly medications: readonly Stored<MedicationRequest>[];
  readonly labs: readonly Stored<Observation>[];
  readonly encounters: readonly Stored<Encounter>[];
}

const MOST = 20;

export function nameView({ id, name }: Stored<Patient>) {
  return { id, fullName: fullName(name) };
}

export function labViews(labs: readonly Stored<Observation>[], first: number) {
  return newestFirst(labs, ({ effectiveDateTime }) => effectiveDateTime)
    .slice(0, first)
    .map((lab) => Object.assign(codedView(lab), { effective: lab.effectiveDateTime ?? null }));
}

export function chartView({ patient, allergies, problems, medications, labs, encounters }: Chart) {
  return {
    ...nameView(patient),
    birthDate: patient.birthDate ?? null,
    allergies: newestFirst(allergies, recorded).map(codedView),
    problems: newestFirst(problems, recorded).map(codedView),
    medications: newestFirst(medications, ({ authoredOn }) => authoredOn).map(({ id, authoredOn }) => ({
      id,
      authoredOn: authoredOn ?? null,
    })),
    labResults: labViews(labs, MOST),
    encounters: latest(encounters).map(encounterView),
  };
}

export function encounterView({ id, period }: Stored<Encounter>) {
  return {
    id,
    period: period === undefined ? null : { start: period.start ?? null, end: period.end ?? null },
  };
}

export function visitViews(encounters: readonly Stored<Encounter>[], follow: Follow) {
  return latest(encounters).map((encounter) =>
    Object.assign(encounterView(encounter), {
      participants: (encounter.participant ?? []).map(({ individual }) => ({
        individual: individual === undefined ? null : { resource: practitionerView(follow(individual)) },
      })),
      locations: (encounter.location ?? []).map(({ location }) => ({
        location: { resource: placeView(follow(location)) },
      })),
      serviceProvider:
        encounter.serviceProvider === undefined
          ? null
          : { resource: placeView(follow(encounter.serviceProvider)) },
    }),
  );
}

/** All that these encounters refer to. */
export function referencesOf(encounters: readonly Stored<Encounter>[]): Reference[] {
  return latest(encounters).flatMap(({ participant = [], location = [], serviceProvider }) =>
    [
      participant.map(({ individual }) => individual),
      location.map((place) => place.location),
      serviceProvider,
    ]
      .flat()
      .filter((reference) => reference !== undefined),
  );
}

function practitionerView(resource: Stored<Resource> | null) {
  if (resource === null) return null;
  return resource.resourceType === 'Practitioner'
    ? { id: resource.id, fullName: fullName(resource.name) }
    : {};
}

function placeView(resource: Stored<Resource> | null) {
  return resource?.resourceType === 'Location' || resource?.resourceType === 'Organization'
    ? { id: resource.id, name: resource.name ?? null }
    : null;
}

function latest(encounters: readonly Stored<Encounter>[]): Stored<Encounter>[] {
  return newestFirst(encounters, ({ period }) => period?.start).slice(0, MOST);
}

function codedView({ id, code }: Coded) {
  return { id, code: code === undefined ? null : { text: conceptText(code) } };
}

function recorded({ recordedDate, onsetDateTime }: AllergyIntolerance | Condition): string | undefined {
  return recordedDate ?? onsetDateTime;
}
