/** What the lists of each type leave out, derived from the tables of modifiers and prohibitions, and their warnings. */
import { exclusionOf, exclusionsOf, isEnteredInError } from './modifiers.ts';
import { EXCLUDED_RECORDS, type ExcludedRecords } from './record-exclusions.ts';
import type { LeftOut } from './list-definition.ts';
import { isProhibition } from './prohibitions.ts';
import { factsOf, RESOURCE_TYPES, type ResourceType } from './resources.ts';

const WHY: Readonly<Record<ExcludedRecords, string>> = {
  ENTERED_IN_ERROR: 'entered in error',
  REFUTED: 'refuted',
  PROPOSED: 'only proposed, or an option',
  SUPERSEDED: 'replaced by another',
  NOT_DONE: 'not done',
};

/** Prohibitions have a list of their own, so `include` never shows them here. */
const PROHIBITION: LeftOut = {
  code: 'PROHIBITIONS_LEFT_OUT',
  message: (count) =>
    `The list leaves out ${recordsOf(count)} that must not be given or done: see \`prohibitions\`.`,
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
    // A caller who names the status in another argument wants these records.
    isIncluded: ({ include, status }) =>
      [include].flat().includes(reason) || [status].flat().some((one) => statuses.has(one)),
  };
}

/** The statuses, as members of the graph's enums, that records left out for the reason have. */
function statusesFor(type: ResourceType, reason: ExcludedRecords): ReadonlySet<unknown> {
  return new Set(
    factsOf(type)
      .modifiers.filter((modifier) => modifier.reason === reason && modifier.element === 'status')
      .flatMap(({ codes }) => codes.map((code) => code.toUpperCase().replaceAll('-', '_'))),
  );
}

const BY_TYPE: ReadonlyMap<string, readonly LeftOut[]> = new Map(
  RESOURCE_TYPES.map((type) => {
    const reasons = exclusionsOf(type);
    const listed = EXCLUDED_RECORDS.filter((reason) => reasons.includes(reason));
    return [type, [PROHIBITION, ...listed.map((reason) => leftOutFor(type, reason))]];
  }),
);

/** Returns the reasons for which the lists of a type leave records out. Each has a warning of its own, such as `REFUTED_LEFT_OUT`. */
export function leftOutOf(type: ResourceType): readonly LeftOut[] {
  return BY_TYPE.get(type) ?? [];
}

function recordsOf(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}
