/** Finds one record of each kind that the patients of a panel lead to, and remembers no more of it than that it is there. */
import type { SearchParameters } from '../epic/search-parameters.ts';
import type { Searchset } from '../epic/searchset.ts';
import type { GatewayError } from '../errors.ts';
import { parseOwnReference, type ServerUrls } from '../fhir/ids.ts';
import { isObject, readText } from '../fhir/lenient-read.ts';
import { LIST_NAMES, PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import { isResourceType, RESOURCES, type ResourceType } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { createListQuery } from '../loaders/list-query.ts';
import type { AnswerOrFault } from './attempt.ts';
import { READ_PATIENTS } from './panel.ts';
import type { RecordReader } from './reader.ts';

/** `nothing`: it was answered, and there was nothing. */
export type ReadOutcome = 'found' | 'nothing' | GatewayError;

export interface FirstPage extends Searchset {
  /** The parameters that the gateway sends for this list. They leave the page size to the server. */
  readonly parameters: SearchParameters;
}

export interface RecordsFound {
  /** By the field of Patient that makes the search. */
  readonly lists: ReadonlyMap<PatientListName, ReadOutcome>;
  /** Reads by id. Types that no record leads to are not in it. */
  readonly reads: ReadonlyMap<ResourceType | 'Binary', ReadOutcome>;
  /** The first pages of the lists that were answered. */
  readonly firstPages: ReadonlyMap<PatientListName, FirstPage>;
  /** The search by `_id`, by which the gateway reads several at once. */
  readonly batch: ReadOutcome;
}

/** Enough of a list to meet what its records refer to. */
const PAGE_SIZE = '10';

/** @param patients at least one id */
export async function findRecords(reader: RecordReader, patients: readonly string[]): Promise<RecordsFound> {
  const ids = patients.slice(0, READ_PATIENTS);
  const known: Stored<Resource>[] = [];
  const batch = matchOutcome(await reader.search('Patient', { _id: ids.join(',') }));
  const { lists, firstPages } = await searchLists(reader, ids, known);
  const targets = new Map<ResourceType, string>([['Patient', ids[0] ?? '']]);
  addTargets(
    targets,
    known.map(({ resourceType, id }) => ({ type: resourceType, id })),
  );
  addTargets(targets, await findProvenance(reader, known));
  const reads = new Map<ResourceType | 'Binary', ReadOutcome>();
  // What is read refers to more: a note to its author, the author to their organisation.
  for (let round = 0; round < 3; round += 1) {
    addTargets(
      targets,
      known.flatMap((resource) => referencesIn(resource, reader.urls)),
    );
    await readTargets(reader, targets, reads, known);
  }
  const binary = known.flatMap((resource) => binariesOf(resource, reader.urls))[0];
  if (binary !== undefined) reads.set('Binary', readOutcome(await reader.readContent(binary)));
  return { lists, reads, firstPages, batch };
}

function readOutcome(read: AnswerOrFault<unknown>): ReadOutcome {
  if ('fault' in read) return read.fault;
  return read.answer === null ? 'nothing' : 'found';
}

function matchOutcome(search: AnswerOrFault<Searchset>): ReadOutcome {
  if ('fault' in search) return search.fault;
  return search.answer.matches.length === 0 ? 'nothing' : 'found';
}

/** Searches each list until one of the patients has something in it. */
async function searchLists(
  reader: RecordReader,
  patients: readonly string[],
  known: Stored<Resource>[],
): Promise<Pick<RecordsFound, 'lists' | 'firstPages'>> {
  const lists = new Map<PatientListName, ReadOutcome>(LIST_NAMES.map((name) => [name, 'nothing']));
  const firstPages = new Map<PatientListName, FirstPage>();
  for (const patientId of patients) {
    const open = LIST_NAMES.filter((name) => lists.get(name) === 'nothing');
    await Promise.all(
      open.map(async (name) => {
        const query = { patientId, server: reader.urls, args: {}, categories: null };
        const parameters = Object.fromEntries(createListQuery(name, query).required);
        const found = await reader.search(PATIENT_LISTS[name].type, { ...parameters, _count: PAGE_SIZE });
        lists.set(name, matchOutcome(found));
        if ('fault' in found) return;
        known.push(...found.answer.matches, ...found.answer.includes);
        firstPages.set(name, { ...found.answer, parameters });
      }),
    );
  }
  return { lists, firstPages };
}

/** Something to read by its id. */
interface Target {
  readonly type: string;
  readonly id: string;
}

/** Adds the first of each type. */
function addTargets(targets: Map<ResourceType, string>, found: readonly Target[]): void {
  for (const { type, id } of found) if (isResourceType(type) && !targets.has(type)) targets.set(type, id);
}

/** Finds a Provenance: nothing refers to one, and Epic has no search for it, but it comes along with what it is about. */
async function findProvenance(
  reader: RecordReader,
  [target]: readonly Stored<Resource>[],
): Promise<Target[]> {
  if (target === undefined || !isResourceType(target.resourceType)) return [];
  const parameters = { _id: target.id, _revinclude: 'Provenance:target' };
  const found = await reader.search(target.resourceType, parameters);
  const includes = 'answer' in found ? found.answer.includes : [];
  return includes.flatMap(({ resourceType: type, id }) => (type === 'Provenance' ? [{ type, id }] : []));
}

async function readTargets(
  reader: RecordReader,
  targets: ReadonlyMap<ResourceType, string>,
  reads: Map<ResourceType | 'Binary', ReadOutcome>,
  known: Stored<Resource>[],
): Promise<void> {
  const open = [...targets].filter(([type]) => !reads.has(type) && RESOURCES[type].inGraph);
  await Promise.all(
    open.map(async ([type, id]) => {
      const found = await reader.read(type, id);
      reads.set(type, readOutcome(found));
      if ('answer' in found && found.answer !== null) known.push(found.answer);
    }),
  );
}

/** Returns whatever a value refers to at this server, at any depth. */
function referencesIn(value: unknown, server: ServerUrls): Target[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => referencesIn(item, server));
  if (!isObject(value)) return [];
  const literal = readText(value['reference']);
  const own = literal === null ? null : parseOwnReference(literal, server);
  return own !== null && isResourceType(own.type)
    ? [own]
    : Object.values(value).flatMap((inner) => referencesIn(inner, server));
}

/** Returns the ids of the contents of a document that are Binaries of this server. */
function binariesOf(resource: Stored<Resource>, server: ServerUrls): string[] {
  if (resource.resourceType !== 'DocumentReference') return [];
  const contents: unknown = resource.content;
  return (Array.isArray(contents) ? contents : []).flatMap((content: unknown) => {
    const attachment = isObject(content) ? content['attachment'] : null;
    const url = isObject(attachment) ? readText(attachment['url']) : null;
    const target = url === null ? null : parseOwnReference(url, server);
    return target?.type === 'Binary' ? [target.id] : [];
  });
}
