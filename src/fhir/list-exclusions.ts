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
  const codes = codesFor(type, reason);
  return {
    code: `${reason}_LEFT_OUT`,
    message: (count) =>
      `The list leaves out ${recordsOf(count)} that ${count === 1 ? 'was' : 'were'} ${WHY[reason]}. \`include: [${reason}]\` shows them.`,
    applies: (resource) => exclusionOf(resource) === reason,
    // A caller who names the status or intent in another argument expects these records.
    isIncluded: (args) =>
      [args['include']].flat().includes(reason) ||
      codes.some(({ argument, members }) => [args[argument]].flat().some((one) => members.has(one))),
  };
}

interface ExcludedCodes {
  /** The argument that filters by the modifier element. */
  readonly argument: string;
  /** The codes that leave records out, as members of its enum. */
  readonly members: ReadonlySet<unknown>;
}

function codesFor(type: ResourceType, reason: ExcludedRecords): readonly ExcludedCodes[] {
  const status = DEFINED_FILTERS[type]?.status?.path;
  return factsOf(type)
    .modifiers.filter((modifier) => modifier.reason === reason)
    .map(({ element, codes }) => ({
      argument: element === status ? 'status' : element,
      members: new Set(codes.map((code) => memberFor(code))),
    }));
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
