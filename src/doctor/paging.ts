/** Where the links to next pages lead, and whether lists arrive newest first. */
import { sortKey } from '../fhir/intervals.ts';
import { dateOf } from '../fhir/list-filters.ts';
import { PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import type { ResourceFacts } from '../fhir/resource-facts.ts';
import { isResourceType, RESOURCES } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { type Cause, cause, type Checked, checked, failed, listNames, present } from './finding.ts';
import type { RecordReader } from './reader.ts';
import type { FirstPage, RecordsFound } from './records.ts';

/** The lists that grow longest. */
const LONG_LISTS = [
  'vitalSigns',
  'labResults',
  'clinicalNotes',
] as const satisfies readonly PatientListName[];

/** The second page of a list, compared with the first. */
interface FollowedList {
  readonly name: PatientListName;
  /** Why the second page did not come; null: it came. */
  readonly fault: string | null;
  readonly isNewestFirst: boolean;
  /** Whether the list is longer than a page of the server. */
  readonly isLong: boolean;
}

export async function checkPaging(
  reader: RecordReader,
  { firstPages }: RecordsFound,
): Promise<Checked<true>> {
  const foreign = [...firstPages.values()].flatMap(({ foreignNext }) => foreignNext ?? []);
  const results = await Promise.all(LONG_LISTS.map((name) => follow(reader, name, firstPages.get(name))));
  const followed = results.filter((one) => one !== null);
  const faults = followed.flatMap(({ fault }) => fault ?? []);
  const came = followed.filter(({ fault }) => fault === null);
  const disordered = came.filter(({ isNewestFirst }) => !isNewestFirst);
  const misleading = disordered.filter(({ isLong }) => isLong).map(({ name }) => name);
  const details = {
    tried: `follow the links of ${LONG_LISTS.join(', ')} to a next page, and compare the dates on both`,
    found: [
      describeLinks(foreign.length, came.length),
      ...(came.length === 0 ? [] : [disordered.length === 0 ? NEWEST_FIRST : NOT_NEWEST_FIRST]),
    ] as const,
    causes: present<Cause>(
      [...new Set(foreign.map(baseIn))].map(leadsElsewhere),
      [...new Set(faults)].map(notFollowed),
      misleading.length > 0 && misleadingOrder(misleading),
    ),
    facts: {
      foreign: foreign.length,
      followed: Object.fromEntries(
        followed.map(({ name, fault, isNewestFirst, isLong }) => [
          name,
          { came: fault === null, isNewestFirst, isLong },
        ]),
      ),
    },
  };
  return foreign.length > 0 || faults.length > 0
    ? failed({ ...details, certain: true })
    : checked<true>(true, details);
}

/** Follows the link of a first page; null for a list without one. */
async function follow(
  reader: RecordReader,
  name: PatientListName,
  first: FirstPage | undefined,
): Promise<FollowedList | null> {
  if (first === undefined || first.next === null) return null;
  const { type } = PATIENT_LISTS[name];
  const second = await reader.nextPage(type, first.next);
  if ('fault' in second) return { name, fault: second.fault.message, isNewestFirst: false, isLong: false };
  const dates = datesOf([...first.matches, ...second.answer.matches]);
  const isNewestFirst = dates.every((date, at) => at === 0 || date <= (dates[at - 1] ?? date));
  const whole = isNewestFirst ? null : await reader.search(type, first.parameters);
  const isLong = whole !== null && 'answer' in whole && whole.answer.next !== null;
  return { name, fault: null, isNewestFirst, isLong };
}

function countLists(count: number): string {
  return count === 1 ? 'one list' : `${count} lists`;
}

function describeLinks(foreign: number, followed: number): string {
  if (foreign > 0) return `Links to a next page, of ${countLists(foreign)}, lead outside EPIC_BASE_URL.`;
  return followed === 0
    ? 'None of these lists has a next page.'
    : `Links to a next page, of ${countLists(followed)}, lead below EPIC_BASE_URL.`;
}

const NEWEST_FIRST = 'Records arrive newest first.';
const NOT_NEWEST_FIRST =
  'Records do not arrive newest first. The gateway sorts those on one page of the server.';

/** Returns the dates of the records that have one, in the order of arrival, as epoch milliseconds. */
function datesOf(resources: readonly Stored<Resource>[]): number[] {
  return resources.flatMap((resource) => {
    if (!isResourceType(resource.resourceType)) return [];
    const { date }: ResourceFacts = RESOURCES[resource.resourceType];
    return sortKey(dateOf(resource, date)) ?? [];
  });
}

/** Returns the base URL in a link: ids can follow the first type of FHIR in its path. Null for a link that is no web address. */
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
  return base === null
    ? cause`Links to next pages are no web addresses, so each longer list ends with its first page.
        → Show the site a search result with its links.`
    : cause`Links point to ${base}. The gateway never sends its token there, so each longer list ends with its first page.
        → If that is the same server behind a proxy, set EPIC_LINK_BASE_URL=${base}. If it is not, ask the site.`;
}

function notFollowed(message: string): Cause {
  return cause`A next page did not come. ${message}
    → Try again; if it stays so, show the site which request it is and what came back.`;
}

function misleadingOrder(names: readonly PatientListName[]): Cause {
  return cause`${listNames(names)}: records do not arrive newest first, and the list is longer than one page of the server. The newest can be on a later page.
    → Query such lists with since, or to their end. Ask the site whether its pages can be larger.`;
}
