/** What a row of the table of resources says of a type. */
import type { Modifier } from './record-exclusions.ts';

export type ResourceFacts = FactsOfAny &
  (FactsOfDirectory | { readonly isShared?: never }) &
  (FactsOfGraphType | FactsOfPatient | FactsOfHiddenType);

/**
 * The types of the directory: their resources are the same for all callers, whom one copy may serve for a while. A type that is about
 * patients cannot be one.
 */
interface FactsOfDirectory {
  readonly isShared: true;
  readonly patient: readonly [];
  readonly isPatient?: never;
}

/** The types of the graph. */
interface FactsOfGraphType {
  readonly inGraph: true;
  /** The words that schema/derived.graphql is described in. */
  readonly words: WordsForType;
  /**
   * Where a resource says what it is, the best first, for references that have no words of their own; empty where it says so only by what it
   * refers to. `name` of a person is a HumanName.
   */
  readonly namedBy: readonly string[];
  readonly isPatient?: never;
}

interface WordsForType {
  /** What one resource is, as in "One goal by FHIR id". */
  readonly singular: string;
  /** What several are, as in "A page of goals"; only for types that a patient has lists of. */
  readonly plural?: string;
}

/** Patient, whose lookups and lists are written by hand: see schema/query.graphql. */
interface FactsOfPatient {
  readonly inGraph: true;
  readonly isPatient: true;
  readonly namedBy: readonly string[];
}

/** The types that the gateway reads and does not show as such. */
interface FactsOfHiddenType {
  readonly inGraph: false;
  readonly namedBy?: never;
  readonly isPatient?: never;
}

interface FactsOfAny {
  /** True where the type only helps to find others: nothing of it is shown, so that callers need no scope for it. */
  readonly helpsToFind?: true;
  /**
   * Where the resource names its patient, as paths of elements (FHIR R4 patient compartment, CompartmentDefinition/patient); empty
   * for types that are not about one patient.
   */
  readonly patient: readonly string[];
  /** Where the date stands that lists are sorted by, newest first; the first path that holds one counts. */
  readonly date: readonly string[];
  /** The search parameter by which a server sorts, and the elements that it is about (FHIR R4, the type's search parameters). */
  readonly sortedBy?: { readonly parameter: string; readonly date: readonly string[] };
  /** The elements of `date` that can lie in the future. The others record what has happened, so a future date there is a typo. */
  readonly mayBeFuture?: readonly string[];
  /** The statuses of a resource that has not happened yet, so that any of its dates can lie in the future. */
  readonly plannedStatus?: readonly string[];
  /** The codes that leave a resource out of lists, by the type's required value sets in FHIR R4; empty where R4 defines none. */
  readonly modifiers: readonly Modifier[];
  /**
   * What can come along with a search: the path of a selection in the graph that needs it, and the `_include` that a server may
   * honour.
   */
  readonly includes?: Readonly<Record<string, string>>;
}
