/** Whether what the graph shows can be read: one search of each list of a patient, and one read of each type. */
import { PATIENT_LISTS } from '../fhir/patient-lists.ts';
import { GRAPH_TYPES } from '../fhir/graph-types.ts';
import { type Cause, cause, type Checked, checked, failed, listNames, present } from './finding.ts';
import { READ_PATIENTS } from './panel.ts';
import type { RecordReader } from './reader.ts';
import { findRecords, type ReadOutcome, type RecordsFound } from './records.ts';

export async function checkReads(
  reader: RecordReader,
  patients: readonly string[],
): Promise<Checked<RecordsFound>> {
  const records = await findRecords(reader, patients);
  const { lists, reads, batch } = records;
  const { requests } = reader.budget;
  const read = [...reads.values()].filter((outcome) => outcome === 'found').length;
  const answered = [...lists.values()].filter((outcome) => typeof outcome === 'string').length;
  const details = {
    tried: `search each list of up to ${READ_PATIENTS} patients of the panel, until one has something, and read one record of each type`,
    found: [
      `${answered} of ${lists.size} lists of a patient answer; ${read} of ${reads.size} types that were met can be read`,
      ...describeUnmet(records),
      ...describeWarnings(reader),
      `It took ${requests} FHIR requests.`,
    ] as const,
    causes: causesOf(records),
    facts: {
      requests,
      lists: Object.fromEntries([...lists].map(([name, outcome]) => [name, inBrief(outcome)])),
      reads: Object.fromEntries([...reads].map(([type, outcome]) => [type, inBrief(outcome)])),
      batchByIds: inBrief(batch),
    },
  };
  const isUseful = reads.get('Patient') === 'found' && answered > 0;
  return isUseful ? checked(records, details) : failed(details);
}

function inBrief(outcome: ReadOutcome): string {
  return typeof outcome === 'string' ? outcome : outcome.code;
}

/** Names the lists and types of which nothing can be said. */
function describeUnmet({ lists, reads }: RecordsFound): string[] {
  const empty = [...lists].flatMap(([name, outcome]) => (outcome === 'nothing' ? [name] : []));
  const met = new Set<string>(reads.keys());
  const unmet = GRAPH_TYPES.filter((type) => !met.has(type));
  return present<string>(
    empty.length > 0 && `These patients have nothing in ${listNames(empty)}.`,
    unmet.length > 0 && `No record of theirs leads to ${listNames(unmet)}, so that these were not read.`,
  );
}

/** Repeats the gateway's own warnings, with Epic's code and FHIR's types. */
function describeWarnings({ budget }: RecordReader): string[] {
  const byCode = Map.groupBy(budget.warnings, ({ code }) => code);
  return [...byCode].map(([code, warnings]) => {
    const types = warnings.map(({ resourceType }) => resourceType).join(', ');
    return `Warning ${code} (${types}): ${warnings[0]?.message}`;
  });
}

interface Failure {
  /** As Epic calls it, such as `Observation.Search`. */
  readonly api: string;
  /** What it is for, if a type is searched for several things. */
  readonly purpose: string | null;
  readonly code: string;
  readonly message: string;
}

function causesOf({ lists, reads, batch }: RecordsFound): Cause[] {
  const failures = [
    ...[...lists].flatMap(([name, outcome]) =>
      failureOf(outcome, `${PATIENT_LISTS[name].type}.Search`, name),
    ),
    ...[...reads].flatMap(([type, outcome]) => failureOf(outcome, `${type}.Read`)),
    ...failureOf(batch, 'Patient.Search', '_id'),
  ];
  const forbidden = failures.filter(({ code }) => code === 'FORBIDDEN');
  const others = Map.groupBy(
    failures.filter(({ code }) => code !== 'FORBIDDEN'),
    ({ message }) => message,
  );
  const absent = [...reads].flatMap(([type, outcome]) => (outcome === 'nothing' ? [type] : []));
  return present<Cause>(
    forbidden.length > 0 && notRegistered(nameApis(forbidden)),
    [...others].map(
      ([message, same]) =>
        cause`${nameApis(same)}: ${message} → Try again; if it stays so, show the site which request it is and what came back.`,
    ),
    absent.length > 0 &&
      cause`A record was named by another, and is not there when it is read: ${absent.join(', ')}.
        → Nothing, if it is but one record; else ask the site whether this client's user may see these types.`,
  );
}

function failureOf(outcome: ReadOutcome, api: string, purpose: string | null = null): Failure[] {
  if (typeof outcome === 'string') return [];
  const { code, message } = outcome;
  return [{ api, purpose, code, message }];
}

/** Such as `Observation.Search (for labResults, vitalSigns), Goal.Read`. */
function nameApis(failures: readonly Failure[]): string {
  const byApi = Map.groupBy(failures, ({ api }) => api);
  const names = [...byApi].map(([api, same]) => {
    const purposes = same.flatMap(({ purpose }) => purpose ?? []);
    return purposes.length === 0 ? api : `${api} (for ${purposes.join(', ')})`;
  });
  return names.join(', ');
}

function notRegistered(apis: string): Cause {
  return cause`Not on the app's registration, or not allowed to its background user: ${apis}.
    → fhir.epic.com, Build Apps, the app: add what is wanted to the Incoming APIs (R4), save, and wait for it to reach this server. Fields that need the others answer with FORBIDDEN.`;
}
