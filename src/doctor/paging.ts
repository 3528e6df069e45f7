/** Where the links to next pages lead, and whether lists arrive newest first. */
import { sortKey } from '../fhir/instants.ts';
import { dateOf } from '../fhir/list-filters.ts';
import { PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import { isResourceType, RESOURCES, type ResourceFacts } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Reader } from './reader.ts';
import type { RecordsFound } from './records.ts';
import { type Cause, type Checked, failed, finding, listed } from './step.ts';

/** Each costs a request. */
const MOST_FOLLOWED = 3;

type Order = 'newest-first' | 'other' | 'unknown';

export async function checkPaging(reader: Reader, { firstPages }: RecordsFound): Promise<Checked<true>> {
  const foreign = [...firstPages.values()].flatMap(({ foreignNext }) => foreignNext ?? []);
  const orders = new Map<PatientListName, Order>();
  const faults: string[] = [];
  let followed = 0;
  for (const [name, { matches, next }] of firstPages) {
    const { type } = PATIENT_LISTS[name];
    const dates = datesOf(matches);
    if (next !== null && dates.length > 0 && followed < MOST_FOLLOWED) {
      followed += 1;
      const page = await reader.nextPage(type, next);
      if ('answer' in page) dates.push(...datesOf(page.answer.matches));
      else faults.push(`${type}: ${page.message}`);
    }
    orders.set(name, orderOf(dates));
  }
  const disordered = [...orders].flatMap(([name, order]) => (order === 'other' ? [name] : []));
  const ordered = [...orders.values()].filter((order) => order === 'newest-first').length;
  const told = {
    tried: `follow the links of up to ${MOST_FOLLOWED} lists to their next pages, and compare dates`,
    found: [
      linksInWords(foreign.length, followed - faults.length),
      `${ordered} of ${ordered + disordered.length} lists with dates arrive newest first.`,
    ] as const,
    causes: [
      ...[...new Set(foreign.map(baseIn))].map(leadsElsewhere),
      ...faults.map(notFollowed),
      ...(disordered.length === 0 ? [] : [notNewestFirst(disordered)]),
    ],
    facts: { followed, foreign: foreign.length, order: Object.fromEntries(orders) },
  };
  const isComplete = foreign.length === 0 && faults.length === 0;
  return {
    finding: isComplete ? finding(told) : failed({ ...told, certain: true }),
    value: isComplete ? true : null,
  };
}

function linksInWords(foreign: number, followed: number): string {
  if (foreign > 0) return `The links of ${foreign} lists to their next pages lead outside EPIC_BASE_URL.`;
  return followed === 0
    ? 'No list has a next page whose records have dates.'
    : `The links of ${followed} lists lead to their next pages, below EPIC_BASE_URL.`;
}

/** Those of the records that have one, as they arrive: epoch milliseconds. */
function datesOf(resources: readonly Stored<Resource>[]): number[] {
  return resources.flatMap((resource) => {
    if (!isResourceType(resource.resourceType)) return [];
    const { date }: ResourceFacts = RESOURCES[resource.resourceType];
    return sortKey(dateOf(resource, date)) ?? [];
  });
}

function orderOf(dates: readonly number[]): Order {
  if (new Set(dates).size < 2) return 'unknown';
  return dates.every((date, at) => at === 0 || date <= (dates[at - 1] ?? date)) ? 'newest-first' : 'other';
}

/** The base URL in a link: its path as far as the first type of FHIR, since ids can follow. Null for a link that is no web address. */
function baseIn(link: string): string | null {
  const url = URL.parse(link);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const { origin, pathname } = url;
  const segments = pathname.split('/');
  const end = segments.findIndex((segment) => isResourceType(segment));
  const path = segments.slice(0, end === -1 ? undefined : end).join('/');
  return origin + (/^[\w/.~-]{0,200}$/.test(path) ? path.replace(/\/+$/, '') : '');
}

function leadsElsewhere(base: string | null): Cause {
  if (base === null) return NO_ADDRESS;
  return {
    cause: `Links lead to ${base}. The gateway never sends its token there, so each longer list ends with its first page.`,
    remedy: `If that is the same server behind a proxy, set EPIC_LINK_BASE_URL=${base}. If it is not, ask the site.`,
  };
}

const NO_ADDRESS: Cause = {
  cause: 'Links to next pages are no web addresses, so each longer list ends with its first page.',
  remedy: 'Show the site a search result with its links.',
};

function notFollowed(message: string): Cause {
  return {
    cause: `A next page did not come. ${message}`,
    remedy: 'Try again; if it stays so, show the site which request it is and what came back.',
  };
}

function notNewestFirst(names: readonly PatientListName[]): Cause {
  return {
    cause: `${listed(names)} arrive in another order than newest first. The gateway sorts each page of the server, but the newest can be on a later page.`,
    remedy: 'Where a list can be longer than a page of the server, query it with since, or to its end.',
  };
}
