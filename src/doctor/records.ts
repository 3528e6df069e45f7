/** Looks for one record of each kind that the patients of a panel lead to, and remembers no more of it than that it is there. */
import { parseOwnReference, type ServerUrls } from '../fhir/ids.ts';
import { listQuery } from '../fhir/list-query.ts';
import { PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import { isResourceType, RESOURCES, type ResourceType } from '../fhir/resources.ts';
import type { Searchset } from '../fhir/searchset.ts';
import { isObject, text } from '../fhir/shape.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { READ_PATIENTS } from './panel.ts';
import type { Reader, Told } from './reader.ts';
import type { SearchParameters } from '../fhir/search-parameters.ts';

/** `nothing`: it was answered, and there was nothing. */
export type Result =
  | { readonly outcome: 'found' | 'nothing' }
  | { readonly outcome: 'failed'; readonly code: string; readonly message: string };

export interface FirstPage extends Searchset {
  /** The parameters that the gateway sends for this list. They leave the page size to the server. */
  readonly parameters: SearchParameters;
}

export interface RecordsFound {
  /** By the field of Patient that makes the search. */
  readonly lists: ReadonlyMap<PatientListName, Result>;
  /** Reads by id; types that no record leads to are not in it. */
  readonly reads: ReadonlyMap<ResourceType | 'Binary', Result>;
  /** The first pages of the lists that have something. */
  readonly firstPages: ReadonlyMap<PatientListName, FirstPage>;
  /** The search by `_id`, by which the gateway reads several at once. */
  readonly batch: Result;
}

/** Enough of a list to meet what its records refer to. */
const SOME = '10';

/** @param patients at least one id */
export async function lookForRecords(reader: Reader, patients: readonly string[]): Promise<RecordsFound> {
  const ids = patients.slice(0, READ_PATIENTS);
  const known: Stored<Resource>[] = [];
  const reads = new Map<ResourceType | 'Binary', Result>();
  const batch = resultOf(
    await reader.search('Patient', { _id: ids.join(',') }),
    ({ matches }) => matches.length > 0,
  );
  const { lists, firstPages } = await searchLists(reader, ids, known);
  const targets = new Map<ResourceType, string>([['Patient', ids[0] ?? '']]);
  for (const { resourceType, id } of known)
    if (isResourceType(resourceType)) addOnce(targets, resourceType, id);
  for (const [type, id] of await provenanceOf(reader, known)) addOnce(targets, type, id);
  // What is read refers to more: a note to its author, the author to their organisation.
  for (let round = 0; round < 3; round += 1) {
    for (const [type, id] of known.flatMap((resource) => referencesOf(resource, reader.urls)))
      addOnce(targets, type, id);
    await readTargets(reader, targets, reads, known);
  }
  const binary = known.flatMap((resource) => binaryOf(resource, reader.urls))[0];
  if (binary !== undefined) reads.set('Binary', resultOf(await reader.readBinary(binary)));
  return { lists, reads, firstPages, batch };
}

/** One of each list is enough; a patient who has none of a kind leaves it to the next. */
async function searchLists(
  reader: Reader,
  patients: readonly string[],
  known: Stored<Resource>[],
): Promise<Pick<RecordsFound, 'lists' | 'firstPages'>> {
  const results = new Map<PatientListName, Result>();
  const firstPages = new Map<PatientListName, FirstPage>();
  for (const patientId of patients) {
    const open = NAMES.filter((name) => (results.get(name)?.outcome ?? 'nothing') === 'nothing');
    await Promise.all(
      open.map(async (name) => {
        const { required } = listQuery(name, {
          patientId,
          server: reader.urls,
          args: {},
          categories: null,
        });
        const parameters = Object.fromEntries(required);
        const found = await reader.search(PATIENT_LISTS[name].type, { ...parameters, _count: SOME });
        if ('answer' in found) {
          known.push(...found.answer.matches, ...found.answer.includes);
          firstPages.set(name, { ...found.answer, parameters });
        }
        results.set(
          name,
          resultOf(found, ({ matches }) => matches.length > 0),
        );
      }),
    );
  }
  return { lists: new Map(NAMES.flatMap((name) => entryOf(results, name))), firstPages };
}

const NAMES: readonly PatientListName[] = Object.keys(PATIENT_LISTS).filter((name): name is PatientListName =>
  Object.hasOwn(PATIENT_LISTS, name),
);

function entryOf<K, V>(map: ReadonlyMap<K, V>, key: K): [K, V][] {
  const value = map.get(key);
  return value === undefined ? [] : [[key, value]];
}

/** Nothing refers to a Provenance, and no search of Epic's finds one: it comes along with what it is about. */
async function provenanceOf(
  reader: Reader,
  known: readonly Stored<Resource>[],
): Promise<[ResourceType, string][]> {
  const [about] = known;
  if (about === undefined || !isResourceType(about.resourceType)) return [];
  const found = await reader.search(about.resourceType, { _id: about.id, _revinclude: 'Provenance:target' });
  const includes = 'answer' in found ? found.answer.includes : [];
  return includes.flatMap(({ resourceType, id }) =>
    resourceType === 'Provenance' ? [[resourceType, id]] : [],
  );
}

async function readTargets(
  reader: Reader,
  targets: ReadonlyMap<ResourceType, string>,
  reads: Map<ResourceType | 'Binary', Result>,
  known: Stored<Resource>[],
): Promise<void> {
  const open = [...targets].filter(([type]) => !reads.has(type) && RESOURCES[type].inGraph);
  await Promise.all(
    open.map(async ([type, id]) => {
      const found = await reader.read(type, id);
      reads.set(type, resultOf(found));
      if ('answer' in found && found.answer !== null) known.push(found.answer);
    }),
  );
}

function resultOf<T>(told: Told<T>, isThere: (answer: T) => boolean = (answer) => answer !== null): Result {
  return 'answer' in told
    ? { outcome: isThere(told.answer) ? 'found' : 'nothing' }
    : { outcome: 'failed', ...told };
}

function addOnce(targets: Map<ResourceType, string>, type: ResourceType, id: string): void {
  if (!targets.has(type)) targets.set(type, id);
}

/** Whatever it refers to at this server, wherever in it. */
function referencesOf(value: unknown, server: ServerUrls): [ResourceType, string][] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => referencesOf(item, server));
  if (!isObject(value)) return [];
  const { reference } = value;
  const literal = text(reference);
  const own = literal === null ? null : parseOwnReference(literal, server);
  return own !== null && isResourceType(own.type)
    ? [[own.type, own.id]]
    : Object.values(value).flatMap((inner) => referencesOf(inner, server));
}

/** The content of a document, where it is a Binary of this server. */
function binaryOf(resource: Stored<Resource>, server: ServerUrls): string[] {
  if (resource.resourceType !== 'DocumentReference') return [];
  const contents: unknown = resource.content;
  const urls = Array.isArray(contents) ? contents.map(attachmentUrl) : [];
  return urls.flatMap((url) => {
    const target = url === null ? null : parseOwnReference(url, server);
    return target?.type === 'Binary' ? [target.id] : [];
  });
}

function attachmentUrl(content: unknown): string | null {
  const attachment = isObject(content) ? content['attachment'] : null;
  const url = isObject(attachment) ? attachment['url'] : null;
  return text(url);
}
