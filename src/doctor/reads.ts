/** Whether what the graph shows can be read: one search of each list of a patient, and one read of each type. */
import { PATIENT_LISTS } from '../fhir/patient-lists.ts';
import { RESOURCES } from '../fhir/resources.ts';
import { READ_PATIENTS, type PanelPatients } from './panel.ts';
import type { Reader } from './reader.ts';
import { lookForRecords, type RecordsFound, type Result } from './records.ts';
import { type Cause, type Checked, failed, finding, listed } from './step.ts';

export async function checkReads(reader: Reader, patients: PanelPatients): Promise<Checked<RecordsFound>> {
  const records = await lookForRecords(reader, patients);
  const { lists, reads, batch } = records;
  const read = [...reads].filter(([, { outcome }]) => outcome === 'found').length;
  const answered = [...lists].filter(([, { outcome }]) => outcome !== 'failed').length;
  const told = {
    tried: `search each list of up to ${READ_PATIENTS} patients of the panel, until one has something, and read one record of each type`,
    found: [
      `${answered} of ${lists.size} lists of a patient answer; ${read} of ${reads.size} types that were met can be read`,
      ...leftOpen(records),
      ...warnedOf(reader),
      `It took ${reader.usage.requests} FHIR requests.`,
    ] as const,
    causes: causesOf(records),
    facts: {
      requests: reader.usage.requests,
      lists: Object.fromEntries([...lists].map(([name, result]) => [name, inBrief(result)])),
      reads: Object.fromEntries([...reads].map(([type, result]) => [type, inBrief(result)])),
      batchByIds: inBrief(batch),
    },
  };
  const isOfUse = reads.get('Patient')?.outcome === 'found' && answered > 0;
  return { finding: isOfUse ? finding(told) : failed(told), value: isOfUse ? records : null };
}

function inBrief(result: Result): string {
  return result.outcome === 'failed' ? result.code : result.outcome;
}

/** What nothing can be said of. */
function leftOpen({ lists, reads }: RecordsFound): string[] {
  const empty = [...lists].flatMap(([name, { outcome }]) => (outcome === 'nothing' ? [name] : []));
  const unmet = Object.entries(RESOURCES).flatMap(([type, { inGraph }]) =>
    inGraph && ![...reads.keys()].some((met) => met === type) ? [type] : [],
  );
  return [
    ...(empty.length === 0 ? [] : [`These patients have nothing in ${listed(empty)}.`]),
    ...(unmet.length === 0
      ? []
      : [`No record of theirs leads to ${listed(unmet)}, so that these were not read.`]),
  ];
}

/** In the gateway's own words, with Epic's code and FHIR's types. */
function warnedOf({ usage }: Reader): string[] {
  const byCode = Map.groupBy(usage.warnings, ({ code }) => code);
  return [...byCode].map(
    ([code, warnings]) =>
      `Warning ${code} (${warnings.map(({ resourceType }) => resourceType).join(', ')}): ${warnings[0]?.message}`,
  );
}

interface Failure {
  readonly type: string;
  readonly interaction: 'Read' | 'Search';
  /** What it is for, where a type is searched for several things. */
  readonly purpose: string | null;
  readonly code: string;
  readonly message: string;
}

function causesOf({ lists, reads, batch }: RecordsFound): Cause[] {
  const failures = [
    ...[...lists].flatMap(([name, result]) =>
      failureOf(result, { type: PATIENT_LISTS[name].type, interaction: 'Search', purpose: name }),
    ),
    ...[...reads].flatMap(([type, result]) =>
      failureOf(result, { type, interaction: 'Read', purpose: null }),
    ),
    ...failureOf(batch, { type: 'Patient', interaction: 'Search', purpose: '_id' }),
  ];
  const forbidden = failures.filter(({ code }) => code === 'FORBIDDEN');
  const others = Map.groupBy(
    failures.filter((failure) => !forbidden.includes(failure)),
    ({ message }) => message,
  );
  return [
    ...(forbidden.length === 0 ? [] : [notRegistered(named(forbidden))]),
    ...[...others].map(([message, same]) => ({
      cause: `${named(same)}: ${message}`,
      remedy: 'Try again; if it stays so, show the site which request it is and what came back.',
    })),
    ...absences(reads),
  ];
}

function failureOf(result: Result, what: Pick<Failure, 'type' | 'interaction' | 'purpose'>): Failure[] {
  return result.outcome === 'failed' ? [{ ...what, code: result.code, message: result.message }] : [];
}

/** As Epic calls its APIs: `Observation.Search (for labResults, vitalSigns), Goal.Read`. */
function named(failures: readonly Failure[]): string {
  const byApi = Map.groupBy(failures, ({ type, interaction }) => `${type}.${interaction}`);
  return [...byApi]
    .map(([api, same]) => {
      const purposes = same.flatMap(({ purpose }) => purpose ?? []);
      return purposes.length === 0 ? api : `${api} (for ${purposes.join(', ')})`;
    })
    .join(', ');
}

function notRegistered(apis: string): Cause {
  return {
    cause: `Not on the app's registration, or not allowed to its background user: ${apis}.`,
    remedy:
      'fhir.epic.com, Build Apps, the app: add what is wanted to the Incoming APIs (R4), save, and wait for it to reach this server. Fields that need the others answer with FORBIDDEN.',
  };
}

/** What a list shows, and a read by the same id does not. */
function absences(reads: RecordsFound['reads']): Cause[] {
  const absent = [...reads].flatMap(([type, { outcome }]) => (outcome === 'nothing' ? [type] : []));
  return absent.length === 0
    ? []
    : [
        {
          cause: `A record was named by another, and is not there when it is read: ${absent.join(', ')}.`,
          remedy:
            "Nothing, if it is but one record; else ask the site whether this client's user may see these types.",
        },
      ];
}
