/** Builds the query for a patient's list: the search parameters, and the filters and sort keys for the response. */
import { patientsOf } from '../access/compartment.ts';
import { type ServerIntervals, serverIntervalsOf } from '../fhir/intervals.ts';
import { argumentsOf, isDocumentedByEpic } from '../fhir/derived-arguments.ts';
import { leftOutOf } from '../fhir/list-exclusions.ts';
import {
  dateOf,
  type ListFilter,
  parameterOf,
  targetsAt,
  valuesOf,
  withAliases,
  withOffset,
} from '../fhir/list-filters.ts';
import type { DefaultSelection, LeftOut, ListSelection, RecordList } from '../fhir/list-definition.ts';
import { category, inCategory } from '../fhir/list-arguments.ts';
import { listNamed, type ListName } from '../fhir/patient-lists.ts';
import type { ResourceFacts } from '../fhir/resource-facts.ts';
import { factsOf, patientParameterOf, RESOURCES, type ResourceType } from '../fhir/resources.ts';
import { byRecentDate } from '../fhir/recent-dates.ts';
import { sortTimeOf } from '../fhir/record-dates.ts';
import type { Resource, Stored } from '../fhir/types.ts';
import type { ServerUrls } from '../fhir/ids.ts';

export interface ListQuery {
  /** Whether the list is certainly empty, so that no request is needed. */
  readonly isEmpty: boolean;
  /** The argument that Epic needs and the field lacks; null if none. */
  readonly lacksArgument: string | null;
  /** Parameters without which the response is useless, so the server must honor them. */
  readonly required: readonly (readonly [name: string, value: string])[];
  /** Parameters that narrow the search if the server knows them. The gateway filters the response in any case. */
  readonly optional: readonly (readonly [name: string, value: string])[];
  /** The default selection that narrows the list; null if none does. */
  readonly defaulted: DefaultSelection | null;
  /** The requested categories that are codes of a table. */
  readonly fixedCategories: readonly string[];
  /** The categories that the list requested and checks itself; null if there are none, or the search has others. */
  readonly categories: CategoryChoice | null;
  /** Whether a default selection narrows the list for servers that require a criterion. */
  readonly hasDefault: boolean;
  /** Whether a resource of the patient belongs to the list. */
  readonly isIn: (resource: Stored<Resource>) => boolean;
  /** Whether a resource matches the arguments of the field. */
  readonly isRequested: (resource: Stored<Resource>) => boolean;
  /** Why the list excludes a resource; null if it does not. */
  readonly leftOutFor: (resource: object) => LeftOut | null;
  /** The first sort key: 0 comes first, lower numbers later. */
  readonly precedence: (resource: object) => number;
  /** The second sort key, highest first: the newest records first, or the oldest, and those without a date last. */
  readonly rank: (resource: Stored<Resource>) => number;
  readonly isOldestFirst: boolean;
  /** Whether the list has a precedence, by which no server can sort. */
  readonly hasPrecedence: boolean;
  /** The intervals by which a server filters and sorts; null if the resource has none. */
  readonly serverIntervals: (resource: Stored<Resource>) => ServerIntervals | null;
  /** Whether the list can sort by a date that the server does not sort by. */
  readonly hasOtherDates: boolean;
  /** Whether the resource names another patient, or none. */
  readonly isForeign: (resource: Stored<Resource>) => boolean;
  readonly patientId: string;
  /** The targets of one reference that select the list's records, as `Type/id`; null if no filter compares a reference. */
  readonly reference: ReferenceSelection | null;
}

/** The only categories by which a list selects its records. */
export interface CategoryChoice {
  /** As the search names the categories. */
  readonly tokens: readonly string[];
  /** Whether a resource has only an alias of a category. */
  readonly isAlias: (resource: object) => boolean;
}

interface ReferenceSelection {
  readonly path: string;
  readonly targets: readonly string[];
  /** Returns the targets that a resource names there. */
  readonly targetsOf: (resource: Stored<Resource>) => readonly string[];
}

interface ListRequest {
  readonly patientId: string;
  /** The FHIR server. A reference to another server names another patient. */
  readonly server: ServerUrls;
  /** The field's arguments. Those that are no filters are ignored. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The only categories that the caller may see, as tokens; null if there is no such limit. */
  readonly categories: readonly string[] | null;
  /** Whether the server lists some types only by patient and another criterion, as Epic does. */
  readonly needsCriterion?: boolean;
  /** Whether the server is Epic, whose dates can have other meanings than FHIR's. */
  readonly isEpic?: boolean;
  /** Epoch milliseconds. */
  readonly now?: number;
  /** The IANA time zone of the site, which applies to dates without an offset. Epic applies it itself. */
  readonly zone?: string;
}

export function createListQuery(
  name: ListName,
  {
    patientId,
    server,
    args,
    categories,
    needsCriterion = true,
    isEpic = true,
    now = Infinity,
    zone,
  }: ListRequest,
): ListQuery {
  const list = listNamed(name);
  const facts: ResourceFacts = RESOURCES[list.type];
  const select = (filters: Readonly<Record<string, ListFilter>>): readonly ListSelection[] =>
    Object.entries(filters).flatMap(([argument, filter]) => {
      const values = valuesOf(filter, args[argument]);
      return values === null ? [] : [{ filter, values }];
    });
  const requested = select({ ...argumentsOf(list), ...list.byInternalArgument });
  const recentSince = byRecentDate(list.type, { now, zone: zone ?? 'UTC' });
  const given = [...requested, ...select({ recentSince })];
  const sent = given.filter(
    ({ filter, values }) => values.length > 0 && keepsEveryMatch(filter, values, list.type, isEpic),
  );
  const parameters = new Set(sent.map(({ filter }) => filter.parameter));
  const hasCriterion = parameters.has('category') || parameters.has('code');
  const lacksCriterion = list.byDefault !== undefined && !hasCriterion;
  const isDefaulted = lacksCriterion && needsCriterion && categories === null;
  const fixed = [list.always, isDefaulted ? list.byDefault : undefined].filter((one) => one !== undefined);
  const createMatcher = (selections: readonly ListSelection[]): ((resource: object) => boolean) => {
    const all = selections.map(({ filter, values }) => ({
      filter,
      values: withAliases(filter.aliases, [
        ...values,
        ...(zone === undefined ? [] : values.map((value) => withOffset(filter, value, zone))),
      ]),
    }));
    return (resource) =>
      all.every(({ filter, values }) => filter.matches(resource, values, filter.dates ?? facts.date, server));
  };
  const always = list.always === undefined ? [] : [list.always];
  const narrow = createCategoryNarrowing(categories);
  const hasCategory = [...fixed, ...sent].some(isOfCategory);
  const required = [...(hasCategory || categories === null ? [] : [inCategory(...categories)]), ...fixed].map(
    narrow,
  );
  const optional = sent.map(narrow);
  const toParameter = ({ filter, values }: ListSelection): [string, string] =>
    parameterOf(
      filter,
      (isEpic || categories !== null ? values : withAliases(filter.aliases, values)).map((value) =>
        isEpic
          ? (filter.atEpic?.(value) ?? value)
          : zone === undefined
            ? value
            : withOffset(filter, value, zone),
      ),
    );
  // A default selection and the caller's scopes only narrow the search. The list itself doesn't check them.
  const [chosen, ...others] = [...always, ...sent].filter(isOfCategory);
  const isInCategory = createMatcher(chosen === undefined ? [] : [chosen]);
  const isSentWhole = chosen !== undefined && narrow(chosen).values.length === chosen.values.length;
  const isOldestFirst = args['sort'] === OLDEST;
  const { leavesOut = [], precedence = () => 0 } = list;
  const reasons = [...leftOutOf(list.type), ...leavesOut].filter(({ isIncluded }) => !isIncluded(args));
  return {
    lacksArgument: absentArgument(list, args),
    isEmpty: [...given, ...required, ...optional].some(({ values }) => values.length === 0),
    required: [[patientParameterOf(list.type), patientId], ...required.map(toParameter)],
    optional: optional.map(toParameter),
    defaulted: isDefaulted ? (list.byDefault ?? null) : null,
    fixedCategories: [...required, ...optional.filter(({ filter }) => filter.members !== undefined)]
      .filter(isOfCategory)
      .flatMap(({ values }) => values),
    categories:
      !isSentWhole || others.length > 0
        ? null
        : {
            tokens: chosen.values.map((value) => parameterOf(chosen.filter, [value])[1]),
            isAlias: (resource) =>
              isInCategory(resource) && !chosen.filter.matches(resource, chosen.values, facts.date),
          },
    hasDefault: lacksCriterion && categories === null,
    isIn: createMatcher([...always, ...given]),
    isRequested: createMatcher(requested),
    leftOutFor: (resource) => reasons.find(({ applies }) => applies(resource)) ?? null,
    precedence,
    rank(resource) {
      const time = sortTimeOf(resource, list.type, now);
      return isOldestFirst && time !== -Infinity ? -time : time;
    },
    isOldestFirst,
    hasPrecedence: list.precedence !== undefined,
    serverIntervals: (resource) => serverIntervalsOf(dateOf(resource, facts.sortedBy?.date ?? [])),
    hasOtherDates: hasOtherDates(list.type),
    isForeign: (resource) => !patientsOf(resource, server).includes(patientId),
    patientId,
    reference: findReference(given, server),
  };
}

function findReference(selections: readonly ListSelection[], server: ServerUrls): ReferenceSelection | null {
  const [found] = selections.flatMap(({ filter: { reference }, values }) =>
    reference === undefined ? [] : [{ ...reference, values }],
  );
  if (found === undefined) return null;
  const { path, targetOf, values } = found;
  return { path, targets: values.map(targetOf), targetsOf: (resource) => targetsAt(resource, path, server) };
}

/** The member of ListSort that reverses the order of dates. */
const OLDEST = 'OLDEST';

/** Returns the argument that Epic needs for the list, if the field lacks it. */
function absentArgument({ neededByEpic }: RecordList, args: ListRequest['args']): string | null {
  return neededByEpic === undefined || (args[neededByEpic] ?? null) !== null ? null : neededByEpic;
}

/**
 * Whether the server, given this filter, returns every record that belongs to the list. Epic can ignore or misread a parameter that it does
 * not document. A date filter can lose records if the list uses another date than the search parameter covers.
 */
function keepsEveryMatch(
  { parameter, prefix, dates, isSent, maxSent = Infinity }: ListFilter,
  values: readonly string[],
  type: ResourceType,
  isEpic: boolean,
): boolean {
  if (isSent === false || values.length > maxSent) return false;
  if (isEpic && !isDocumentedByEpic(type, parameter)) return false;
  if (prefix === undefined || dates !== undefined) return true;
  const epic = isEpic ? EPIC_DATES[type] : undefined;
  if (epic !== undefined) return epic.includes(prefix);
  return !hasOtherDates(type);
}

function hasOtherDates(type: ResourceType): boolean {
  const { date, sortedBy } = factsOf(type);
  return date.some((path) => sortedBy?.date.includes(path) !== true);
}

/**
 * Epic's Observation `date` is the time at which a result was filed, never before it was observed. A lower bound loses
 * nothing. An upper bound loses results observed before it and filed after it.
 */
const EPIC_DATES: Readonly<Partial<Record<ResourceType, readonly string[]>>> = { Observation: ['ge'] };

/** Returns a function that limits a selection by category to the categories that the caller may see. */
function createCategoryNarrowing(
  categories: readonly string[] | null,
): (selection: ListSelection) => ListSelection {
  if (categories === null) return (selection) => selection;
  return (selection) =>
    isOfCategory(selection)
      ? {
          ...selection,
          values: selection.values.filter((value) => categories.some((one) => isSameToken(one, value))),
        }
      : selection;
}

function isOfCategory({ filter }: ListSelection): boolean {
  return filter.parameter === category.parameter;
}

/** Whether two tokens, `code` or `system|code`, can stand for the same coding. */
function isSameToken(one: string, other: string): boolean {
  const [a, b] = [one, other].map((token) => token.split('|').toReversed());
  return a?.[0] === b?.[0] && (a?.[1] === undefined || b?.[1] === undefined || a[1] === b[1]);
}
