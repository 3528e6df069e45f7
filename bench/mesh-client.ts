/** The operations as a client of GraphQL Mesh asks them: in the graph of the FHIR API, whose answers are FHIR's. */
import type {
  AllergyIntolerance,
  Bundle,
  Condition,
  Encounter,
  List,
  MedicationRequest,
  Observation,
  Patient,
  Reference,
  Resource,
  Stored,
} from '../src/fhir/types.ts';
import { z } from 'zod';
import type { Answered, Post } from './graphql-load.ts';
import type { Operation } from './operations.ts';
import { chartView, encounterView, labViews, nameView, visitViews } from './views.ts';

/** What comes under the fields of the queries below: of a bundle at least these elements. */
interface Data {
  readonly lists?: Bundle<Stored<List>>;
  readonly patients?: Bundle<PatientWithLabs>;
  readonly patient?: Stored<Patient>;
  readonly allergies?: Bundle<Stored<AllergyIntolerance>>;
  readonly problems?: Bundle<Stored<Condition>>;
  readonly medications?: Bundle<Stored<MedicationRequest>>;
  readonly labs?: Bundle<Stored<Observation>>;
  readonly encounters?: Bundle<Stored<Encounter>>;
}
type PatientWithLabs = Stored<Patient> & { readonly labs?: Bundle<Stored<Observation>> };

const NAME = 'name { use text family given prefix suffix }';
const CODED = 'id code { text }';
const DATED = `${CODED} recordedDate onsetDateTime`;
const LAB = `${CODED} effectiveDateTime`;
const PERIOD = 'period { start end }';
const entry = (fields: string): string => `{ entry { resource { ${fields} } } }`;

const LIST = `query ($list: String) { lists(identifier: $list) ${entry('resourceType entry { item { reference } }')} }`;
const NAMES = `query ($ids: String) { patients(ids: $ids, count: "10") ${entry(`id ${NAME}`)} }`;
const LABS = `query ($ids: String) { patients(ids: $ids, count: "10") ${entry(`id ${NAME} labs ${entry(LAB)}`)} }`;
const CHART = `query ($id: String) { patient(id: $id) { id birthDate ${NAME} }
  allergies(patient: $id) ${entry(DATED)} problems(patient: $id) ${entry(DATED)}
  medications(patient: $id) ${entry('id authoredOn')} labs(patient: $id) ${entry(LAB)}
  encounters(patient: $id) ${entry(`id ${PERIOD}`)} }`;
const VISITS = `query ($id: String) { encounters(patient: $id) ${entry(`id ${PERIOD}
  participant { individual { resource { resourceType id ${NAME} } } }
  location { location { resource { resourceType id name } } } serviceProvider { resource { resourceType id name } }`)} }`;

/** @param list the identifier of the patient list */
export function createMeshClient(
  post: Post,
  { name, asked }: Operation,
  list: string,
): () => Promise<Answered> {
  return async () => {
    let bytes = 0;
    const ask = async <T = Data>(query: string, variables: Readonly<Record<string, string>>): Promise<T> => {
      const answered = await post({ query, variables });
      bytes += answered.bytes;
      // Mesh sends null for what FHIR leaves out.
      const data: unknown = JSON.parse(answered.data, (_key, value: unknown) => value ?? undefined);
      return z.custom<T>().parse(data);
    };
    const answer = async (): Promise<unknown> => {
      switch (name) {
        case 'names of 10': {
          // The list comes as a whole, and what is on it takes a second request.
          const [panel] = resourcesOf((await ask(LIST, { list })).lists);
          const ids = (panel?.entry ?? [])
            .slice(0, 10)
            .flatMap(({ item }) => item?.reference?.replace(/^Patient\//, '') ?? []);
          const { patients } = await ask(NAMES, { ids: ids.join() });
          return { patients: inOrder(ids, resourcesOf(patients)).map(nameView) };
        }
        case 'chart of one': {
          const { patient, ...lists } = await ask(CHART, { id: asked.id });
          return {
            patient:
              patient === undefined
                ? null
                : chartView({
                    patient,
                    allergies: resourcesOf(lists.allergies),
                    problems: resourcesOf(lists.problems),
                    medications: resourcesOf(lists.medications),
                    labs: resourcesOf(lists.labs),
                    encounters: resourcesOf(lists.encounters),
                  }),
          };
        }
        case '10 patients × 5 labs': {
          const { patients } = await ask(LABS, { ids: asked.ids.join() });
          return {
            patients: inOrder(asked.ids, resourcesOf(patients)).map((patient) =>
              Object.assign(nameView(patient), { labResults: labViews(resourcesOf(patient.labs), 5) }),
            ),
          };
        }
        case '20 encounters with references': {
          const { encounters } = await ask(VISITS, { id: asked.id });
          return { patient: { id: asked.id, encounters: visitViews(resourcesOf(encounters), followed) } };
        }
        case '100 entities': {
          // Mesh is no subgraph with these entities, so its client asks for them by lists of ids.
          const query = `{ ${listsOf('patients', asked.patients, NAME)} ${listsOf('encountersByIds', asked.encounters, PERIOD)} }`;
          const found = await ask<Readonly<Record<string, Bundle<Stored<Resource>>>>>(query, {});
          const ids = [...asked.patients, ...asked.encounters];
          return { _entities: inOrder(ids, Object.values(found).flatMap(resourcesOf)).map(entityView) };
        }
      }
    };
    return { data: JSON.stringify(await answer()), bytes };
  };
}

function resourcesOf<T extends Resource>(bundle: Bundle<T> | undefined): T[] {
  return (bundle?.entry ?? []).flatMap(({ resource }) => resource ?? []);
}

/** Mesh has followed it. */
function followed({ resource }: Reference): Stored<Resource> | null {
  return isStored(resource) ? resource : null;
}

function isStored(resource: Resource | undefined): resource is Stored<Resource> {
  return resource?.id !== undefined;
}

function inOrder<T extends { readonly id: string }>(ids: readonly string[], found: readonly T[]): T[] {
  const byId = new Map(found.map((one) => [one.id, one]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** One field for each list of ten ids, which is as long as the FHIR server is asked for at once by the others. */
function listsOf(field: string, ids: readonly string[], fields: string): string {
  return Array.from({ length: Math.ceil(ids.length / 10) }, (_list, at) => {
    const list = ids.slice(10 * at, 10 * at + 10).join();
    return `${field}${at}: ${field}(ids: "${list}", count: "10") ${entry(`resourceType id ${fields}`)}`;
  }).join(' ');
}

function entityView(entity: Stored<Resource>): unknown {
  if (entity.resourceType === 'Patient') return nameView(entity);
  return entity.resourceType === 'Encounter' ? encounterView(entity) : null;
}
