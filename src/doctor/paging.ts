/** Where the links to next pages lead, and whether lists arrive newest first. */
import { sortKey } from '../fhir/instants.ts';
import { dateOf } from '../fhir/list-filters.ts';
import { PATIENT_LISTS, type PatientListName } from '../fhir/patient-lists.ts';
import type { ResourceFacts } from '../fhir/resource-facts.ts';
import { isResourceType, RESOURCES } from '../fhir/resources.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { Reader } from './reader.ts';
import type { FirstPage, RecordsFound } from './records.ts';
import { type Cause, type Checked, failed, finding, listed } from './step.ts';

/** The lists that grow longest. */
const LONG_LISTS = [
  'vitalSigns',
  'labResults',
  'clinicalNotes',
] as const satisfies readonly PatientListName[];

/** What became of following a link, and of the dates on both pages. */
interface Followed {
  readonly name: PatientListName;
  /** Why the next page did not come; null: it came. */
  readonly fault: string | null;
  readonly isNewestFirst: boolean;
  /** Whether the list is longer than a page of the server. */
  readonly isLong: boolean;
}

export async function checkPaging(reader: Reader, { firstPages }: RecordsFound): Promise<Checked<true>> {
  const foreign = [...firstPages.values()].flatMap(({ foreignNext }) => foreignNext ?? []);
  const looked = await Promise.all(LONG_LISTS.map((name) => follow(reader, name, firstPages.get(name))));
  const followed = looked.filter((one) => one !== null);
  const faults = followed.flatMap(({ fault }) => fault ?? []);
  const disordered = followed.filter(({ fault, isNewestFirst }) => fault === null && !isNewestFirst);
  const misleading = disordered.filter(({ isLong }) => isLong).map(({ name }) => name);
  const told = {
    tried: `follow the links of ${LONG_LISTS.join(', ')} to a next page, and compare the dates on both`,
    found: [
      linksInWords(foreign.length, followed.length - faults.length),
      ...orderInWords(followed.length - faults.length, disordered.length),
    ] as const,
    causes: [
      ...[...new Set(foreign.map(baseIn))].map(leadsElsewhere),
      ...[...new Set(faults)].map(notFollowed),
      ...(misleading.length === 0 ? [] : [notNewestFirst(misleading)]),
    ],
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
  const isFailed = foreign.length > 0 || faults.length > 0;
  return {
    finding: isFailed ? failed({ ...told, certain: true }) : finding(told),
    value: isFailed ? null : true,
  };
}

/** Null for a list without a next page. */
async function follow(
  reader: Reader,
  name: PatientListName,
  first: FirstPage | undefined,
): Promise<Followed | null> {
  if (first === undefined || first.next === null) return null;
  const { type } = PATIENT_LISTS[name];
  const second = await reader.nextPage(type, first.next);
  if ('code' in second) return { name, fault: second.message, isNewestFirst: false, isLong: false };
  const dates = datesOf([...first.matches, ...second.answer.matches]);
  const isNewestFirst = dates.every((date, at) => at === 0 || date <= (dates[at - 1] ?? date));
  const whole = isNewestFirst ? null : await reader.search(type, first.parameters);
  const isLong = whole !== null && 'answer' in whole && whole.answer.next !== null;
  return { name, fault: null, isNewestFirst, isLong };
}

function linksInWords(foreign: number, followed: number): string {
  if (foreign > 0) return `Links to a next page, of ${counted(foreign)}, lead outside EPIC_BASE_URL.`;
  return followed === 0
    ? 'None of these lists has a next page.'
    : `Links to a next page, of ${counted(followed)}, lead below EPIC_BASE_URL.`;
}

function counted(lists: number): string {
  return lists === 1 ? 'one list' : `${lists} lists`;
}

function orderInWords(lists: number, disordered: number): string[] {
  if (lists === 0) return [];
  return [
    disordered === 0
      ? 'Records arrive newest first.'
      : 'Records do not arrive newest first. The gateway sorts those on one page of the server.',
  ];
}

/** Returns the dates of the records that have one, in the order of arrival, as epoch milliseconds. */
function datesOf(resources: readonly Stored<Resource>[]): number[] {
  return resources.flatMap((resource) => {
    if (!isResourceType(resource.resourceType)) return [];
    const { date }: ResourceFacts = RESOURCES[resource.resourceType];
    return sortKey(dateOf(resource, date)) ?? [];
  });
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
    cause: `Links point to ${base}. The gateway never sends its token there, so each longer list ends with its first page.`,
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
    cause: `${listed(names)}: records do not arrive newest first, and the list is longer than one page of the server. The newest can be on a later page.`,
    remedy: 'Query such lists with since, or to their end. Ask the site whether its pages can be larger.',
  };
}
