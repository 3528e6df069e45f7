import type { GraphQLResolveInfo } from 'graphql';
import { badUserInputError } from '../../epic/patient-search.ts';
import type { Warning } from '../../epic/warnings.ts';
import { derivedListReads, listNamed, type ListRead, PATIENT_LISTS } from '../../fhir/patient-lists.ts';
import { createRecency, type RecentRecord, recentDateOf } from '../../fhir/recent-dates.ts';
import type { PatientRecentRecordsArgs } from '../../generated/resolver-types.ts';
import { parsePageSize } from '../../loaders/pages.ts';
import type { Context } from '../context.ts';
import type { ListOwner } from './lists.ts';
import { createListCutWarning } from './page-warnings.ts';
import { pathOf } from './selection.ts';

/** Returns the recent records of all types that could be read, and warns about each of the others. Throws if none could be read. */
export async function resolveRecentRecords(
  { id }: ListOwner,
  args: PatientRecentRecordsArgs & { readonly first: number },
  { loaders, budget, siteTime }: Context,
  info: GraphQLResolveInfo,
): Promise<RecentRecord[]> {
  const first = parsePageSize(args.first);
  if (args.types?.length === 0)
    throw badUserInputError('types expects at least one type. Omit it to search every type.');
  const path = pathOf(info);
  const isEpic = await loaders.isEpic();
  const isUnreadable = ({ list }: ListRead): boolean => isEpic && listNamed(list).neededByEpic !== undefined;
  // A caller who names a type expects its records. The page of an unreadable one warns why it is empty.
  const selected = derivedListReads(info.fieldName, args).filter(
    (read) => Array.isArray(args.types) || !isUnreadable(read),
  );
  const reads = await selectPermitted(id, selected, loaders, (warning) => budget.warn({ ...warning, path }));
  const searches = reads.map(({ list, args: listArgs }) =>
    loaders.lists.candidates(list, id, listArgs, [], path),
  );
  const pages = await Promise.allSettled(searches);
  if (pages.every(({ status }) => status === 'rejected')) await Promise.all(searches);
  const recency = createRecency(args.since, { now: siteTime.at, zone: siteTime.zone });
  const found = new Map<string, FoundRecord>();
  for (const result of pages) {
    if (result.status === 'rejected') continue;
    const { page, receive } = result.value;
    for (const { node: record } of page.edges) {
      const recent = recentDateOf(record, record.resourceType, recency);
      if (recent === null) continue;
      found.set(`${record.resourceType}/${record.id}`, {
        ...recent,
        record,
        receive: () => receive([record]),
      });
    }
  }
  for (const [at, result] of pages.entries()) {
    const read = reads[at];
    if (read === undefined) continue;
    const page = result.status === 'rejected' ? null : result.value.page;
    // "Nothing new" is certain only if the FHIR server withheld nothing.
    const isUnproven = page?.isComplete === false && found.size === 0;
    if (page === null || page.hasNextPage || isUnproven || isUnreadable(read))
      budget.warn({ ...INCOMPLETE, resourceType: PATIENT_LISTS[read.list].type, path });
  }
  if (found.size > first) budget.warn(createListCutWarning('', path));
  const records = [...found.values()].toSorted(compareByDate).slice(0, first);
  for (const { receive } of records) receive();
  return records;
}

interface FoundRecord extends RecentRecord {
  /** Records in the audit that the caller received it. */
  readonly receive: () => void;
}

/**
 * Returns the lists whose type the caller may search for this patient, and warns of the other types. If the caller may search none, returns
 * all of them: they refuse, and the audit records that.
 */
async function selectPermitted(
  patientId: string,
  reads: readonly ListRead[],
  loaders: Context['loaders'],
  warn: (warning: Warning) => void,
): Promise<readonly ListRead[]> {
  const authorization = await loaders.authorize();
  const permitted = reads.filter(({ list }) => {
    const { type } = PATIENT_LISTS[list];
    return (
      authorization.hasScope(type, 's') &&
      authorization.permittedPatients(type, 's')?.has(patientId) !== false
    );
  });
  if (permitted.length === 0) return reads;
  const others = reads
    .filter((read) => !permitted.includes(read))
    .map(({ list }) => PATIENT_LISTS[list].type);
  if (others.length > 0) warn(createNotPermittedWarning(others));
  return permitted;
}

function compareByDate(one: RecentRecord, other: RecentRecord): number {
  return other.key - one.key || (one.record.id < other.record.id ? -1 : 1);
}

const INCOMPLETE = {
  code: 'RECENT_RECORDS_INCOMPLETE',
  message: 'The gateway could not read all records of this type, so `recentRecords` may lack some.',
} as const;

function createNotPermittedWarning(types: readonly string[]): Warning {
  return {
    code: 'TYPES_NOT_PERMITTED',
    resourceType: '',
    message: `The token has no scope to search these types, so \`recentRecords\` lacks them: ${[...new Set(types)].join(', ')}.`,
  };
}
