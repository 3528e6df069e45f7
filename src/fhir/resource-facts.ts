/** The columns of the table of resources. */
import type { Modifier } from './record-exclusions.ts';
import type { Resource } from './types.ts';

export type ResourceRows = Partial<Record<Resource['resourceType'], ResourceFacts>>;

export type ResourceFacts = CommonFacts &
  (SharedFacts | { readonly isShared?: never; readonly isDefinition?: never }) &
  (ListedFacts | UnlistedFacts | PatientFacts | RecordFacts);

/** A shared type: all callers see the same resources, so the gateway may cache them. A type about patients is never shared. */
interface SharedFacts {
  readonly isShared: true;
  /** True for a definition, such as a form. It can refer to anyone, unlike a directory resource or a drug. */
  readonly isDefinition?: true;
  readonly patient: readonly [];
  readonly isPatient?: never;
}

interface GraphFacts {
  readonly inGraph: true;
}

/** A type that patients have lists of. */
interface ListedFacts extends GraphFacts {
  /** Describe the lookup ("The goal with this id") and the connection ("A page of goals"). */
  readonly words: { readonly singular: string; readonly plural: string };
  readonly screen: Screen;
  readonly isPatient?: never;
}

/** A type with a lookup but without lists. */
interface UnlistedFacts extends GraphFacts {
  readonly words: { readonly singular: string; readonly plural?: never };
  readonly screen?: never;
  readonly isPatient?: never;
}

/** Patient, whose lookups and lists are written by hand in schema/query.graphql. */
interface PatientFacts extends GraphFacts {
  readonly isPatient: true;
  readonly screen: Screen;
}

/** A type without a type of its own in the graph, which shows its resources only as a Record. */
interface RecordFacts {
  readonly inGraph: false;
  readonly words?: never;
  readonly screen?: never;
  readonly isPatient?: never;
}

/** The selection without which a screen could mislead (docs/clinical-safety.md). Tests check the examples, the docs and the example app. */
interface Screen {
  /** A screen that selects one of these fields shows the record. */
  readonly shownBy: readonly string[];
  /** The fields that say whether the record is valid, such as `status`. Empty if no field can retract it. */
  readonly guards: readonly string[];
  /** The same for types of parts of the record that have a modifier element of their own. */
  readonly parts?: Readonly<Record<string, Screen>>;
}

interface CommonFacts {
  /** True if the panel of patients can be a resource of the type, which is therefore large. The gateway reads the panel for itself. */
  readonly helpsToFind?: true;
  /**
   * The paths of the elements that name the patient (FHIR R4 CompartmentDefinition/patient). Empty for shared types, and for types of which only
   * callers who may see all patients may see records.
   */
  readonly patient: readonly string[];
  /** The search parameter that names the patient, if it is not `patient`. */
  readonly patientParameter?: string;
  /**
   * The elements that name a resource, the best first, for references without a `display`. Empty if a resource has no name of its own,
   * or if `recordName` composes it.
   * `name` of a person is a HumanName.
   */
  readonly namedBy: readonly string[];
  /**
   * The reference elements that point to records of the same patient, such as `encounter`, at any depth. Callers who may not read such a record
   * still see how the reference names it. Empty if a resource can be about several patients.
   */
  readonly samePatient: readonly string[];
  /** Elements that can contain credentials, which no caller sees: removed, or shortened to a URL that contains none. */
  readonly secrets?: Readonly<Record<string, 'removed' | 'shortened'>>;
  /** The paths of the dates that sort lists, newest first. The first that holds a date counts. */
  readonly date: readonly string[];
  /** The search parameter that servers sort by, and the elements that it covers (FHIR R4, search parameters of the type). */
  readonly sortedBy?: { readonly parameter: string; readonly date: readonly string[] };
  /** The elements of `date` that can lie in the future. A future date in the others is a typo. */
  readonly mayBeFuture?: readonly string[];
  /** The statuses of a resource that has not happened yet. Any of its dates can lie in the future. */
  readonly plannedStatus?: readonly string[];
  /** The codes that keep a resource out of lists, from the required value sets of FHIR R4. Empty if R4 defines none. */
  readonly modifiers: readonly Modifier[];
  /**
   * By modifier element: negating or tentative codes whose records lists still show, with their status. A test fails for a code that is
   * neither here nor in `modifiers`.
   */
  readonly shownCodes?: Readonly<Record<string, readonly string[]>>;
}

/** The columns that all shared resources have in common. */
export const SHARED_RESOURCE = {
  inGraph: true,
  isShared: true,
  patient: [],
  date: [],
  modifiers: [],
  samePatient: [],
} as const;
