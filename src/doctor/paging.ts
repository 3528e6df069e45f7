/** Checks the links to next pages, and whether lists arrive newest first. */
import { sortKey } from '../fhir/intervals.ts';
import { dateOf } from '../fhir/list-filters.ts';
import { PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import type { ResourceFacts } from '../fhir/resource-facts.ts';
import { isResourceType, RESOURCES } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import { type Cause, cause, type Checked, checked, compact, failed, listNames } from './finding.ts';
import type { ProbingGateway } from './probing-gateway.ts';
import type { FirstPage, FirstPages } from './reads.ts';
import { answerOrFault } from './requests.ts';
import { trimEndSlashes } from '../config/values.ts';

/** The lists that usually are the longest. */
const LONG_LISTS = [
  'vitalSigns',
  'labResults',
  'clinicalNotes',
] as const satisfies readonly PatientListName[];

/** A list whose second page was requested. */
interface FollowedList {
  readonly name: PatientListName;
  /** The error of the second page; null if it arrived. */
  readonly fault: string | null;
  readonly isNewestFirst: boolean;
  /** Whether the list is longer than one page of the server's default size. */
  readonly isLong: boolean;
}

export async function checkPaging(gateway: ProbingGateway, firstPages: FirstPages): Promise<Checked<true>> {
  const foreign = [...firstPages.values()].flatMap(({ foreignNext }) => foreignNext ?? []);
  const results = await Promise.all(LONG_LISTS.map((name) => follow(gateway, name, firstPages.get(name))));
  const followed = results.filter((one) => one !== null);
  const faults = followed.flatMap(({ fault }) => fault ?? []);
  const arrived = followed.filter(({ fault }) => fault === null);
  const unsorted = arrived.filter(({ isNewestFirst }) => !isNewestFirst);
  const misleading = unsorted.filter(({ isLong }) => isLong).map(({ name }) => name);
  const details = {
    tried: `following the links of ${LONG_LISTS.join(', ')} to their second pages, and comparing dates`,
    found: compact<string>(
      foreign.length > 0
        ? `The next-page links of ${countLists(foreign.length)} point outside EPIC_BASE_URL.`
        : `The next-page links of ${countLists(arrived.length)} point to EPIC_BASE_URL.`,
      arrived.length > 0 && unsorted.length === 0 && 'Records arrive newest first.',
      unsorted.length > 0 && 'Records do not arrive newest first, so the gateway sorts them.',
    ),
    causes: compact<Cause>(
      [...new Set(foreign.map(baseIn))].map(foreignLinkCause),
      [...new Set(faults)].map(
        (message) =>
          cause`A second page did not arrive. ${message} → Try again. If it persists, send the site the request and the response.`,
      ),
      misleading.length > 0 &&
        cause`${listNames(misleading)}: records do not arrive newest first, and the list is longer than one page. The gateway reads more pages to find the newest, and warns with ORDER_UNCERTAIN if it cannot.
          → Query such lists with since, or read them to the end. Ask the site whether its pages can be larger.`,
    ),
    facts: {
      foreign: foreign.length,
      followed: Object.fromEntries(
        followed.map(({ name, fault, ...order }) => [name, { came: fault === null, ...order }]),
      ),
    },
  };
  return foreign.length > 0 || faults.length > 0
    ? failed({ ...details, certain: true })
    : checked<true>(true, details);
}

/** Requests the second page of a list; returns null if it has none. */
async function follow(
  { client, budget }: ProbingGateway,
  name: PatientListName,
  first: FirstPage | undefined,
): Promise<FollowedList | null> {
  if (first === undefined || first.next === null) return null;
  const { type } = PATIENT_LISTS[name];
  const second = await answerOrFault(client.nextPage(type, first.next, budget));
  if ('fault' in second) return { name, fault: second.fault.message, isNewestFirst: false, isLong: false };
  const dates = datesOf([...first.matches, ...second.answer.matches]);
  const isNewestFirst = dates.every((date, at) => at === 0 || date <= (dates[at - 1] ?? date));
  const whole = isNewestFirst ? null : await answerOrFault(client.search(type, first.parameters, budget));
  const isLong = whole !== null && 'answer' in whole && whole.answer.next !== null;
  return { name, fault: null, isNewestFirst, isLong };
}

function countLists(count: number): string {
  return count === 1 ? 'one list' : `${count} lists`;
}

/** Returns the dates of the records that have one, in order of arrival, as epoch milliseconds. */
function datesOf(resources: readonly Stored<Resource>[]): number[] {
  return resources.flatMap((resource) => {
    if (!isResourceType(resource.resourceType)) return [];
    const { date }: ResourceFacts = RESOURCES[resource.resourceType];
    return sortKey(dateOf(resource, date)) ?? [];
  });
}

/** Returns the base URL of a link: ids can follow the first FHIR type in its path. Null if the link is not an HTTP URL. */
function baseIn(link: string): string | null {
  const url = URL.parse(link);
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  const { origin, pathname } = url;
  const segments = pathname.split('/');
  const end = segments.findIndex((segment) => isResourceType(segment));
  const path = segments.slice(0, end === -1 ? undefined : end).join('/');
  return origin + (/^[\w/.~-]{0,200}$/.test(path) ? trimEndSlashes(path) : '');
}

function foreignLinkCause(base: string | null): Cause {
  return base === null
    ? cause`The next-page links are not HTTP URLs, so longer lists end with their first page.
        → Send the site a search result with its links.`
    : cause`The links point to ${base}. The gateway never sends its token there, so longer lists end with their first page.
        → If that is the same server behind a proxy, set EPIC_LINK_BASE_URL=${base}. Otherwise ask the site.`;
}
