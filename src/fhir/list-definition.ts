/** The columns of the table of a patient's lists. */
import type { WarningCode } from '../warning-codes.ts';
import type { ListedType } from './graph-types.ts';
import type { ListFilter } from './list-filters.ts';
import type { ResourceType } from './resources.ts';

export type PatientListRows = Readonly<Record<string, PatientList>>;

/** A list that is a field of `Patient`. */
export interface PatientList extends RecordList {
  readonly type: ListedType;
  /** Describes the field of `Patient`. */
  readonly description: string;
}

/** How the gateway lists a patient's records of a type. */
export interface RecordList {
  readonly type: ResourceType;
  /** Filters the list whatever its arguments. */
  readonly always?: ListSelection;
  /** Selects records if no argument has a criterion that the server requires. */
  readonly byDefault?: DefaultSelection;
  /** The argument without which Epic refuses the search, if the gateway knows no default for it. */
  readonly neededByEpic?: string;
  /** The arguments of the field, by name. */
  readonly byArgument?: Readonly<Record<string, ListArgument>>;
  /** Arguments that only the gateway passes. */
  readonly byInternalArgument?: Readonly<Record<string, ListFilter>>;
  /** Why this list leaves records out, in addition to the reasons of all lists (list-exclusions.ts). Each reason has its own warning. */
  readonly leavesOut?: readonly LeftOut[];
  /**
   * Ranks records before their dates do: 0 comes first, lower numbers come later. No server sorts by it, so the gateway reads on until no
   * unread record can come before the records that it shows.
   */
  readonly precedence?: (resource: object) => number;
}

/** A filter that the graph offers as an argument. */
export interface ListArgument extends ListFilter {
  /** The type of the argument, in SDL. */
  readonly type: string;
  readonly description: string;
}

/** A reason why a list leaves records out. */
export interface LeftOut {
  readonly code: WarningCode;
  readonly message: (count: number) => string;
  readonly applies: (resource: object) => boolean;
  /** Returns whether the arguments of the field include such records. */
  readonly isIncluded: (args: Readonly<Record<string, unknown>>) => boolean;
}

export interface DefaultSelection extends ListSelection {
  /** Warns that the list is narrower than its arguments say. */
  readonly warning: { readonly code: WarningCode; readonly message: string };
  /** True if only an empty list warns, because the default usually covers all records. */
  readonly warnsIfEmpty?: true;
}

export interface ListSelection {
  readonly filter: ListFilter;
  readonly values: readonly string[];
}
