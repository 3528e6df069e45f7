/** The arguments of each list of a patient: from its row, and from the elements of its type. */
import { memberFor } from './codes.ts';
import { DEFINED_FILTERS, type DefinedFilter, type DefinedFilters } from './defined-filters.ts';
import { listArgument } from './list-arguments.ts';
import type { ListArgument, RecordList } from './list-definition.ts';
import {
  byCode,
  byConcept,
  byConceptOrReference,
  byEarliestDate,
  byEncounter,
  byLatestDate,
  byOrderStatus,
  isOrderStatus,
} from './list-filters.ts';
import { factsOf, type ResourceType } from './resources.ts';

type ArgumentsByName = Readonly<Record<string, ListArgument>>;

/**
 * Returns the filters that a list offers as arguments, by name. An argument in the row of the list replaces the derived one. A list of a
 * fixed category has no argument `category`.
 */
export function argumentsOf(list: RecordList): ArgumentsByName {
  const found = ARGUMENTS.get(list) ?? deriveArguments(list);
  ARGUMENTS.set(list, found);
  return found;
}

const ARGUMENTS = new WeakMap<RecordList, ArgumentsByName>();

const STATUS_OR_CATEGORY = ['status', 'category'] as const;

function deriveArguments({ type, always, byArgument = {} }: RecordList): ArgumentsByName {
  const { code, encounter, ...others }: Partial<DefinedFilters> = DEFINED_FILTERS[type] ?? {};
  const byCodedElement = STATUS_OR_CATEGORY.flatMap((name): [string, ListArgument][] => {
    const element = others[name];
    return element === undefined || always?.filter.parameter === parameterOf(element)
      ? []
      : [[name, codedArgument(name, element)]];
  });
  return {
    ...Object.fromEntries(byCodedElement),
    ...(code && { code: codeArgument(code) }),
    ...(encounter && {
      encounter: listArgument(
        '[ID!]',
        DESCRIPTIONS.encounter,
        byEncounter(parameterOf(encounter), encounter.path),
      ),
    }),
    ...dateArguments(type),
    ...byArgument,
  };
}

const DESCRIPTIONS = {
  category: 'Only these categories, as `code` or `system|code`.',
  code: 'Only these codes, as `code` or `system|code`.',
  codeOrReference:
    'Only these codes, as `code` or `system|code`, and records with a reference instead of a code, which can mean any.',
  encounter: 'Only records of these encounters, by FHIR id.',
  since: 'Only records dated from this date or time on.',
  until: 'Only records dated up to this date or time, inclusive.',
};

const DESCRIPTIONS_OF_ENUMS = {
  status: 'Only these statuses, even ones left out by default.',
  category: 'Only these categories.',
  orderStatus:
    'Only these statuses, even ones left out by default. Those in force include records of unknown or missing status, which may apply.',
};

function codedArgument(name: (typeof STATUS_OR_CATEGORY)[number], element: DefinedFilter): ListArgument {
  const { path, coded } = element;
  const parameter = parameterOf(element);
  if (coded === undefined)
    return listArgument('[String!]', DESCRIPTIONS.category, byConcept(parameter, path));
  const members = Object.fromEntries(coded.codes.split(' ').map((code) => [code, memberFor(code)]));
  const type = `[${coded.type}!]`;
  return isOrderStatus(members)
    ? listArgument(type, DESCRIPTIONS_OF_ENUMS.orderStatus, byOrderStatus(parameter, path, members))
    : listArgument(type, DESCRIPTIONS_OF_ENUMS[name], byCode(parameter, path, members));
}

function codeArgument({ path, reference }: DefinedFilter): ListArgument {
  return reference === undefined
    ? listArgument('[String!]', DESCRIPTIONS.code, byConcept('code', path))
    : listArgument('[String!]', DESCRIPTIONS.codeOrReference, byConceptOrReference('code', path, reference));
}

function dateArguments(type: ResourceType): ArgumentsByName {
  const { date, sortedBy } = factsOf(type);
  if (date.length === 0) return {};
  const parameter = sortedBy?.parameter ?? 'date';
  return {
    since: listArgument('FhirDateTime', DESCRIPTIONS.since, byEarliestDate(parameter)),
    until: listArgument('FhirDateTime', DESCRIPTIONS.until, byLatestDate(parameter)),
  };
}

/** Returns the search parameter that FHIR names after an element: `lifecycle-status` for `lifecycleStatus`. */
function parameterOf({ path }: DefinedFilter): string {
  const element =
    path
      .split('.')
      .at(-1)
      ?.replace(/CodeableConcept$/, '') ?? path;
  return element.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns whether Epic documents the search parameter of a type. */
export function isDocumentedByEpic(type: ResourceType, parameter: string): boolean {
  return DEFINED_FILTERS[type]?.documented.split(' ').includes(parameter) === true;
}
