/** Derives which records the lists of each type leave out, and their warnings, from the tables of modifiers and prohibitions. */
import { memberFor } from './codes.ts';
import { DEFINED_FILTERS } from './defined-filters.ts';
import { exclusionOf, exclusionsOf, isEnteredInError } from './modifiers.ts';
import { EXCLUDED_RECORDS, type ExcludedRecords } from './record-exclusions.ts';
import type { LeftOut } from './list-definition.ts';
import { isProhibition } from './prohibitions.ts';
import { factsOf, RESOURCE_TYPES, type ResourceType } from './resources.ts';

const WHY: Readonly<Record<ExcludedRecords, string>> = {
  ENTERED_IN_ERROR: 'entered in error',
  REFUTED: 'refuted',
  PROPOSED: 'proposed or offered as an option, not ordered',
  SUPERSEDED: 'superseded or retired',
  NOT_DONE: 'not done',
};

/** Prohibitions have their own list, so `include` never shows them here. */
const PROHIBITION: LeftOut = {
  code: 'PROHIBITIONS_LEFT_OUT',
  message: (count) =>
    `The list leaves out ${count} ${count === 1 ? 'order' : 'orders'} not to give or do something: see \`prohibitions\`.`,
  applies: (resource) => isProhibition(resource) && !isEnteredInError(resource),
  isIncluded: ({ prohibitions }) => prohibitions === true,
};

function leftOutFor(type: ResourceType, reason: ExcludedRecords): LeftOut {
  const statuses = statusesFor(type, reason);
  return {
    code: `${reason}_LEFT_OUT`,
    message: (count) =>
      `The list leaves out ${recordsOf(count)} that ${count === 1 ? 'was' : 'were'} ${WHY[reason]}. \`include: [${reason}]\` shows them.`,
    applies: (resource) => exclusionOf(resource) === reason,
    // A caller who names the status in another argument expects these records.
    isIncluded: ({ include, status }) =>
      [include].flat().includes(reason) || [status].flat().some((one) => statuses.has(one)),
  };
}

/** Returns the statuses of records left out for the reason, as members of the GraphQL enum. */
function statusesFor(type: ResourceType, reason: ExcludedRecords): ReadonlySet<unknown> {
  const element = DEFINED_FILTERS[type]?.status?.path;
  return new Set(
    factsOf(type)
      .modifiers.filter((modifier) => modifier.reason === reason && modifier.element === element)
      .flatMap(({ codes }) => codes.map((code) => memberFor(code))),
  );
}

const BY_TYPE: ReadonlyMap<string, readonly LeftOut[]> = new Map(
  RESOURCE_TYPES.map((type) => {
    const reasons = exclusionsOf(type);
    const listed = EXCLUDED_RECORDS.filter((reason) => reasons.includes(reason));
    return [type, [PROHIBITION, ...listed.map((reason) => leftOutFor(type, reason))]];
  }),
);

/** Returns the reasons why lists of a type leave records out. Each has its own warning, such as `REFUTED_LEFT_OUT`. */
export function leftOutOf(type: ResourceType): readonly LeftOut[] {
  return BY_TYPE.get(type) ?? [];
}

function recordsOf(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}
