import type { GraphQLResolveInfo } from 'graphql';
import { requireScope } from '../../access/authorization.ts';
import type { Warning } from '../../epic/warnings.ts';
import { derivedListReads, type ListRead, PATIENT_LISTS } from '../../fhir/patient-lists.ts';
import { type RecentRecord, recentDateOf } from '../../fhir/recent-dates.ts';
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
  const path = pathOf(info);
  const reads = await selectPermitted(id, derivedListReads(info.fieldName, args), loaders, (warning) =>
    budget.warn({ ...warning, path }),
  );
  const searches = reads.map(({ list, args: listArgs }) => loaders.lists.page(list, id, listArgs, [], path));
  const pages = await Promise.allSettled(searches);
  if (pages.every(({ status }) => status === 'rejected')) await Promise.all(searches);
  const bounds = { since: args.since, now: siteTime.at, zone: siteTime.zone };
  const found = new Map<string, RecentRecord>();
  for (const page of pages) {
    for (const { node: record } of page.status === 'fulfilled' ? page.value.edges : []) {
      const recent = recentDateOf(record, record.resourceType, bounds);
      if (recent !== null) found.set(`${record.resourceType}/${record.id}`, { ...recent, record });
    }
  }
  for (const [at, page] of pages.entries()) {
    const isCut = page.status === 'rejected' || page.value.hasNextPage;
    // "Nothing new" is certain only if the FHIR server withheld nothing.
    const isUnproven = page.status === 'fulfilled' && !page.value.isComplete && found.size === 0;
    const list = reads[at]?.list;
    if ((isCut || isUnproven) && list !== undefined)
      budget.warn({ ...INCOMPLETE, resourceType: PATIENT_LISTS[list].type, path });
  }
  if (found.size > first) budget.warn(createListCutWarning('', path));
  return [...found.values()].toSorted(compareByDate).slice(0, first);
}

/** Returns the lists whose type the caller may search for this patient, and warns of the other types. @throws GatewayError FORBIDDEN if there is none */
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
  const [refused] = reads;
  if (permitted.length === 0 && refused !== undefined)
    requireScope(authorization, PATIENT_LISTS[refused.list].type, 's');
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
};

function createNotPermittedWarning(types: readonly string[]): Warning {
  return {
    code: 'TYPES_NOT_PERMITTED',
    resourceType: '',
    message: `The token has no scope to search these types, so \`recentRecords\` lacks them: ${[...new Set(types)].join(', ')}.`,
  };
}
