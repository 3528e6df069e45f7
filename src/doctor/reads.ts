/** Searches each list of a patient, and reads one record of each type, to find APIs that the app may not use. */
import type { PatientList } from '../fhir/list-definition.ts';
import type { SearchParameters } from '../epic/search-parameters.ts';
import type { Searchset } from '../epic/searchset.ts';
import type { GatewayError } from '../errors.ts';
import { parseOwnReference, type ServerUrls } from '../fhir/ids.ts';
import { isObject, readText } from '../fhir/lenient-read.ts';
import { GRAPH_TYPES } from '../fhir/graph-types.ts';
import { LIST_NAMES, PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import { isResourceType, RESOURCES } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { createListQuery } from '../loaders/list-query.ts';
import { type Cause, cause, type Checked, checked, compact, failed, listNames } from './finding.ts';
import type { PanelPatients } from './panel.ts';
import { MAX_PATIENTS, type ProbingGateway } from './probing-gateway.ts';
import { type AnswerOrFault, answerOrFault } from './requests.ts';

/** `nothing`: the server answered, without a record. */
type ReadOutcome = 'found' | 'nothing' | GatewayError;

/** One search or read. */
interface Attempt {
  readonly kind: 'list' | 'read' | 'batch';
  /** The list, type or parameter. */
  readonly name: string;
  /** As Epic names it, such as `Observation.Search`. */
  readonly api: string;
  readonly outcome: ReadOutcome;
}

export interface FirstPage extends Searchset {
  /** The gateway's parameters for this list, which leave the page size to the server. */
  readonly parameters: SearchParameters;
}
/** The first pages of the lists that the server returned. */
export type FirstPages = ReadonlyMap<PatientListName, FirstPage>;

/** @param panel with at least one id */
export async function checkReads(
  gateway: ProbingGateway,
  { ids }: PanelPatients,
): Promise<Checked<FirstPages>> {
  const { client, budget } = gateway;
  const byIds = await answerOrFault(client.search('Patient', { _id: ids.join(',') }, budget));
  const batch: Attempt = { kind: 'batch', name: '_id', api: 'Patient.Search', outcome: matchOutcome(byIds) };
  const { lists, firstPages, records } = await searchLists(gateway, ids);
  const reads = await readEachType(gateway, ids[0] ?? '', records);
  const answered = lists.filter(({ outcome }) => typeof outcome === 'string').length;
  const read = reads.filter(({ outcome }) => outcome === 'found');
  const details = {
    tried: `searching each list of up to ${MAX_PATIENTS} patients until it has a record, and reading one record of each type`,
    found: [
      `The server returned ${answered} of ${lists.length} lists, and ${read.length} of ${reads.length} records.`,
      ...describeUnread(lists, reads),
      ...describeWarnings(gateway),
      `Sent ${budget.usage.requests} FHIR requests.`,
    ],
    causes: causesOf([...lists, ...reads, batch]),
    facts: {
      requests: budget.usage.requests,
      lists: outcomeFacts(lists),
      reads: outcomeFacts(reads),
      batchByIds: outcomeFacts([batch])['_id'] ?? '',
    },
  };
  const isUseful = read.some(({ name }) => name === 'Patient') && answered > 0;
  return isUseful ? checked<FirstPages>(firstPages, details) : failed(details);
}

function readOutcome(read: AnswerOrFault<unknown>): ReadOutcome {
  if ('fault' in read) return read.fault;
  return read.answer === null ? 'nothing' : 'found';
}

function matchOutcome(search: AnswerOrFault<Searchset>): ReadOutcome {
  if ('fault' in search) return search.fault;
  return search.answer.matches.length === 0 ? 'nothing' : 'found';
}

/** Enough to find references to most types. */
const PAGE_SIZE = '10';

/** The lists that every server returns without further arguments. */
export const PROBED_LISTS: readonly PatientListName[] = LIST_NAMES.filter((name) => {
  const list: PatientList = PATIENT_LISTS[name];
  return list.neededByEpic === undefined;
});

/** Searches each list, patient by patient, until it has a record. */
async function searchLists({ client, budget }: ProbingGateway, patients: readonly string[]) {
  const outcomes = new Map<PatientListName, ReadOutcome>();
  const firstPages = new Map<PatientListName, FirstPage>();
  const records: Stored<Resource>[] = [];
  const search = async (name: PatientListName, patientId: string): Promise<void> => {
    const query = { patientId, server: client.urls, args: {}, categories: null };
    const parameters = Object.fromEntries(createListQuery(name, query).required);
    const { type } = PATIENT_LISTS[name];
    const found = await answerOrFault(client.search(type, { ...parameters, _count: PAGE_SIZE }, budget));
    outcomes.set(name, matchOutcome(found));
    if ('fault' in found) return;
    records.push(...found.answer.matches, ...found.answer.includes);
    firstPages.set(name, { ...found.answer, parameters });
  };
  for (const patientId of patients) {
    const empty = PROBED_LISTS.filter((name) => (outcomes.get(name) ?? 'nothing') === 'nothing');
    await Promise.all(empty.map((name) => search(name, patientId)));
  }
  const lists = PROBED_LISTS.map((name): Attempt => {
    const api = `${PATIENT_LISTS[name].type}.Search`;
    return { kind: 'list', name, api, outcome: outcomes.get(name) ?? 'nothing' };
  });
  return { lists, firstPages, records };
}

/** Reads one record of each type, following references from the records. */
async function readEachType(
  gateway: ProbingGateway,
  patientId: string,
  records: readonly Stored<Resource>[],
): Promise<readonly Attempt[]> {
  const { client, budget } = gateway;
  const reads: Attempt[] = [];
  const addRead = (type: string, found: AnswerOrFault<unknown>): void =>
    void reads.push({ kind: 'read', name: type, api: `${type}.Read`, outcome: readOutcome(found) });
  const seen = new Set<string>();
  const known = [...records, ...(await findProvenance(gateway, records))];
  // Records refer to more records: a note to its author, the author to their organization.
  for (let round = 0; round < 3; round += 1) {
    const targets = [
      { type: 'Patient', id: patientId },
      ...known.map(({ resourceType: type, id }) => ({ type, id })),
      ...referencesIn(known, client.urls),
    ];
    await Promise.all(
      targets.map(async ({ type, id }) => {
        if (!isResourceType(type) || !RESOURCES[type].inGraph || seen.has(type)) return;
        seen.add(type);
        const found = await answerOrFault(client.read(type, id, budget));
        addRead(type, found);
        if ('answer' in found && found.answer !== null) known.push(found.answer);
      }),
    );
  }
  const [binaryId] = known.flatMap((record) => binariesOf(record, client.urls));
  if (binaryId !== undefined) addRead('Binary', await answerOrFault(client.readBinary(binaryId, budget)));
  return reads;
}

/** Types of which the doctor tries a record. Few records have a Provenance. */
const TYPES_WITH_PROVENANCE = 5;

/** Finds a Provenance, to which no record refers, and which Epic only returns with its target. */
async function findProvenance(
  { client, budget }: ProbingGateway,
  records: readonly Stored<Resource>[],
): Promise<readonly Stored<Resource>[]> {
  const targets = Map.groupBy(records, ({ resourceType }) => resourceType);
  for (const [target] of [...targets.values()].slice(0, TYPES_WITH_PROVENANCE)) {
    if (target === undefined || !isResourceType(target.resourceType)) continue;
    const parameters = { _id: target.id, _revinclude: 'Provenance:target' };
    const found = await answerOrFault(client.search(target.resourceType, parameters, budget));
    if ('answer' in found && found.answer.includes.length > 0) return found.answer.includes;
  }
  return [];
}

interface Target {
  readonly type: string;
  readonly id: string;
}

/** Returns all references to records of this server, at any depth. */
function referencesIn(value: unknown, server: ServerUrls): Target[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => referencesIn(item, server));
  if (!isObject(value)) return [];
  const literal = readText(value['reference']);
  const own = literal === null ? null : parseOwnReference(literal, server);
  return own === null ? Object.values(value).flatMap((inner) => referencesIn(inner, server)) : [own];
}

/** Returns the ids of a document's contents that are Binaries of this server. */
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

function outcomeFacts(attempts: readonly Attempt[]): Record<string, string> {
  return Object.fromEntries(
    attempts.map(({ name, outcome }) => [name, typeof outcome === 'string' ? outcome : outcome.code]),
  );
}

/** Names the lists and types that could not be checked. */
function describeUnread(lists: readonly Attempt[], reads: readonly Attempt[]): string[] {
  const empty = lists.filter(({ outcome }) => outcome === 'nothing').map(({ name }) => name);
  const read = new Set(reads.map(({ name }) => name));
  const unread = GRAPH_TYPES.filter((type) => !read.has(type));
  return compact<string>(
    empty.length > 0 && `These patients have no records in ${listNames(empty)}.`,
    unread.length > 0 && `Not read, because no record of theirs refers to one: ${listNames(unread)}.`,
  );
}

/** Repeats the gateway's warnings, which contain no patient data. */
function describeWarnings({ budget }: ProbingGateway): string[] {
  const byCode = Map.groupBy(budget.usage.warnings, ({ code }) => code);
  return [...byCode].map(([code, warnings]) => {
    const types = warnings.map(({ resourceType }) => resourceType).join(', ');
    return `Warning ${code} (${types}): ${warnings[0]?.message}`;
  });
}

function causesOf(attempts: readonly Attempt[]): Cause[] {
  const failures = attempts.flatMap(({ outcome, ...attempt }) =>
    typeof outcome === 'string' ? [] : [{ ...attempt, error: outcome }],
  );
  const forbidden = failures.filter(({ error }) => error.code === 'FORBIDDEN');
  const others = failures.filter(({ error }) => error.code !== 'FORBIDDEN');
  const absent = attempts.filter(({ kind, outcome }) => kind === 'read' && outcome === 'nothing');
  return compact<Cause>(
    forbidden.length > 0 &&
      cause`The app's registration lacks these APIs, or the background user may not use them: ${nameApis(forbidden)}.
        → In the app at fhir.epic.com (Build Apps), add the ones you need to the Incoming APIs (R4) and save. Wait until the change reaches this server. Fields that need the others return FORBIDDEN.`,
    [...Map.groupBy(others, ({ error }) => error.message)].map(
      ([message, same]) =>
        cause`${nameApis(same)}: ${message} → Try again. If it persists, send the site the request and the response.`,
    ),
    absent.length > 0 &&
      cause`Another record refers to a record that does not exist: ${absent.map(({ name }) => name).join(', ')}.
        → Ignore this if only one record is missing. Otherwise ask the site whether the background user may see these types.`,
  );
}

/** Returns text such as `Observation.Search (for labResults, vitalSigns), Goal.Read`. */
function nameApis(attempts: readonly Omit<Attempt, 'outcome'>[]): string {
  const byApi = Map.groupBy(attempts, ({ api }) => api);
  const names = [...byApi].map(([api, same]) => {
    const purposes = same.filter(({ kind }) => kind !== 'read').map(({ name }) => name);
    return purposes.length === 0 ? api : `${api} (for ${purposes.join(', ')})`;
  });
  return names.join(', ');
}
