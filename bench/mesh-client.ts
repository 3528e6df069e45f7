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
import type { GraphqlResponse, Post } from './graphql-client.ts';
import type { Operation } from './operations.ts';
import { toChartView, toEncounterView, toLabViews, toNameView, toVisitViews } from './views.ts';

/** The fields of the queries below. Mesh returns only the selected elements of each resource. */
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
  allergies(patient: $id) ${entry(`${DATED} criticality`)}
  problems(patient: $id) ${entry(`${DATED} clinicalStatus { coding { code } }`)}
  medications(patient: $id) ${entry('id authoredOn')} labs(patient: $id) ${entry(LAB)}
  encounters(patient: $id) ${entry(`id ${PERIOD}`)} }`;
const VISITS = `query ($id: String) { encounters(patient: $id) ${entry(`id ${PERIOD}
  participant { individual { resource { resourceType id ${NAME} } } }
  location { location { resource { resourceType id name } } } serviceProvider { resource { resourceType id name } }`)} }`;

/**
 * Returns a function that runs the operation once, as a client of GraphQL Mesh would: Mesh exposes the FHIR API unchanged, so this client
 * derives the operation's result from FHIR resources.
 * @param list the identifier of the patient list
 */
export function createMeshClient(
  post: Post,
  { name, inputs }: Operation,
  list: string,
): () => Promise<GraphqlResponse> {
  return async () => {
    let bytes = 0;
    const send = async <T = Data>(query: string, variables: Readonly<Record<string, string>>): Promise<T> => {
      const response = await post({ query, variables });
      bytes += response.bytes;
      // Mesh sends null for elements that FHIR omits.
      const data: unknown = JSON.parse(response.data, (_key, value: unknown) => value ?? undefined);
      return z.custom<T>().parse(data);
    };
    const operate = async (): Promise<unknown> => {
      switch (name) {
        case 'names of 10': {
          // Mesh can only return the whole list, so its first patients take a second request.
          const [panel] = listResources((await send(LIST, { list })).lists);
          const ids = (panel?.entry ?? [])
            .slice(0, 10)
            .flatMap(({ item }) => item?.reference?.replace(/^Patient\//, '') ?? []);
          const { patients } = await send(NAMES, { ids: ids.join() });
          return { patients: sortByIds(ids, listResources(patients)).map(toNameView) };
        }
        case 'chart of one': {
          const { patient, ...lists } = await send(CHART, { id: inputs.id });
          return {
            patient:
              patient === undefined
                ? null
                : toChartView({
                    patient,
                    allergies: listResources(lists.allergies),
                    problems: listResources(lists.problems),
                    medications: listResources(lists.medications),
                    labs: listResources(lists.labs),
                    encounters: listResources(lists.encounters),
                  }),
          };
        }
        case '10 patients × 5 labs': {
          const { patients } = await send(LABS, { ids: inputs.ids.join() });
          return {
            patients: sortByIds(inputs.ids, listResources(patients)).map((patient) =>
              Object.assign(toNameView(patient), { labResults: toLabViews(listResources(patient.labs), 5) }),
            ),
          };
        }
        case '20 encounters with references': {
          const { encounters } = await send(VISITS, { id: inputs.id });
          return {
            patient: { id: inputs.id, encounters: toVisitViews(listResources(encounters), getResource) },
          };
        }
        case '100 entities': {
          // Mesh has no `_entities`, so its client sends lists of ids.
          const query = `{ ${formatListFields('patients', inputs.patients, NAME)} ${formatListFields('encountersByIds', inputs.encounters, PERIOD)} }`;
          const found = await send<Readonly<Record<string, Bundle<Stored<Resource>>>>>(query, {});
          const ids = [...inputs.patients, ...inputs.encounters];
          return { _entities: sortByIds(ids, Object.values(found).flatMap(listResources)).map(toEntityView) };
        }
      }
    };
    return { data: JSON.stringify(await operate()), bytes };
  };
}

function listResources<T extends Resource>(bundle: Bundle<T> | undefined): T[] {
  return (bundle?.entry ?? []).flatMap(({ resource }) => resource ?? []);
}

/** Returns the resource that Mesh has read for the reference. */
function getResource({ resource }: Reference): Stored<Resource> | null {
  return isStored(resource) ? resource : null;
}

function isStored(resource: Resource | undefined): resource is Stored<Resource> {
  return resource?.id !== undefined;
}

function sortByIds<T extends { readonly id: string }>(ids: readonly string[], found: readonly T[]): T[] {
  const byId = new Map(found.map((one) => [one.id, one]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Returns one field per ten ids, the batch size of the other contenders. */
function formatListFields(field: string, ids: readonly string[], fields: string): string {
  return Array.from({ length: Math.ceil(ids.length / 10) }, (_, batch) => {
    const list = ids.slice(10 * batch, 10 * batch + 10).join();
    return `${field}${batch}: ${field}(ids: "${list}", count: "10") ${entry(`resourceType id ${fields}`)}`;
  }).join(' ');
}

function toEntityView(entity: Stored<Resource>): unknown {
  if (entity.resourceType === 'Patient') return toNameView(entity);
  return entity.resourceType === 'Encounter' ? toEncounterView(entity) : null;
}
