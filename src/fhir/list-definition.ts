/** What a row of the table of a patient's lists says of a list. */
import type { ListArgument } from './list-arguments.ts';
import type { ListFilter } from './list-filters.ts';
import type { ListedType } from './graph-types.ts';

export interface PatientList {
  readonly type: ListedType;
  /** Describes the field of `Patient`. */
  readonly description: string;
  /** What holds for the list whatever its arguments: the values of a filter. */
  readonly always?: ListSelection;
  /** What the gateway requests where no argument says otherwise, from servers that need a criterion. */
  readonly byDefault?: DefaultSelection;
  /** What each argument of the field narrows the list down by. */
  readonly byArgument?: Readonly<Record<string, ListArgument>>;
  /** What the arguments that only the gateway gives narrow the list down by. */
  readonly byInternalArgument?: Readonly<Record<string, ListFilter>>;
  /** What the list leaves out by default beyond what every list of its type does (list-exclusions.ts). Each reason has its own warning. */
  readonly leavesOut?: readonly LeftOut[];
  /**
   * Sorts before the date does: 0 for the records that come first, lower numbers for those that come later. No server sorts by it, so
   * the gateway reads on until no unread record can come before those it shows.
   */
  readonly precedence?: (resource: object) => number;
}

/** A reason for which a list leaves records out. */
export interface LeftOut {
  /** The code of the warning. */
  readonly code: string;
  readonly message: (count: number) => string;
  readonly applies: (resource: object) => boolean;
  /** Whether the arguments of the field include such records. */
  readonly isIncluded: (args: Readonly<Record<string, unknown>>) => boolean;
}

/** A default that narrows a list down. */
export interface DefaultSelection extends ListSelection {
  /** The warning of a list that it narrows down. */
  readonly warning: { readonly code: string; readonly message: string };
  /** Whether only an empty list warns, since otherwise the default is all that is usually there. */
  readonly warnsIfEmpty?: true;
}

/** A filter with values. */
export interface ListSelection {
  readonly filter: ListFilter;
  readonly values: readonly string[];
}
