/** The table of directory searches: the root fields that find shared resources by criteria. */
import type { SharedType } from './resources.ts';

/** How a criterion is written as a search parameter, and checked in the response. */
type CriterionKind =
  /** A text, which servers also match by sound or spelling. */
  | 'text'
  /** A code, or `system|code`. */
  | 'code'
  | 'identifier'
  /** The id of a resource. */
  | 'reference';

export interface DirectoryCriterion {
  readonly kind: CriterionKind;
  readonly parameter: string;
  /** The elements that it searches. */
  readonly elements: readonly string[];
  /** The type that a reference points to. */
  readonly target?: SharedType;
  readonly description: string;
}

export interface DirectorySearch {
  readonly type: SharedType;
  readonly plural: string;
  /** Describes the field. */
  readonly description: string;
  /** By argument. */
  readonly criteria: Readonly<Record<string, DirectoryCriterion>>;
  /** What Epic requires. */
  readonly epic: {
    /** It needs at least one of these arguments. */
    readonly oneOf: readonly string[];
    /** By argument: another one that it needs. */
    readonly requires: Readonly<Record<string, string>>;
    /** The codes that need their system. */
    readonly qualified: readonly string[];
  };
}

const text = (parameter: string, description: string, ...elements: string[]): DirectoryCriterion => ({
  kind: 'text',
  parameter,
  elements,
  description,
});
const code = (name: string, description: string): DirectoryCriterion => ({
  kind: 'code',
  parameter: name,
  elements: [name],
  description,
});
const reference = (target: SharedType, element: string, description: string): DirectoryCriterion => ({
  kind: 'reference',
  parameter: target.toLowerCase(),
  elements: [element],
  target,
  description,
});

/** Epic on FHIR: Practitioner.Search, PractitionerRole.Search and Location.Search (R4). */
export const DIRECTORY_SEARCHES = {
  practitioners: {
    type: 'Practitioner',
    plural: 'practitioners',
    description:
      'Practitioners by name or identifier, in the order of the FHIR server. Epic needs `identifier`, `name` or `family`. Those who have left can be among them: see `active`.',
    criteria: {
      name: text(
        'name',
        'A name, or its beginning. Epic also matches names that sound alike.',
        'name.text',
        'name.family',
        'name.given',
      ),
      family: text('family', 'The family name.', 'name.family'),
      given: text('given', 'A given name. Epic needs `family` with it.', 'name.given'),
      identifier: {
        kind: 'identifier',
        parameter: 'identifier',
        elements: ['identifier'],
        description: 'An identifier, such as an NPI of the system `http://hl7.org/fhir/sid/us-npi`.',
      },
    },
    epic: { oneOf: ['identifier', 'name', 'family'], requires: { given: 'family' }, qualified: [] },
  },
  practitionerRoles: {
    type: 'PractitionerRole',
    plural: 'practitioner roles',
    description:
      'Roles of practitioners: who works where, as what. In the order of the FHIR server. Epic needs `practitioner`, `location` or `specialty`. Former roles can be among them: see `active` and `period`.',
    criteria: {
      practitioner: reference('Practitioner', 'practitioner', 'The FHIR id of the practitioner.'),
      specialty: code(
        'specialty',
        'The code of a specialty with its system, such as `http://nucc.org/provider-taxonomy|207RC0000X`. Epic needs the system.',
      ),
      location: reference('Location', 'location', 'The FHIR id of a location.'),
      organization: reference('Organization', 'organization', 'The FHIR id of the organization.'),
    },
    epic: { oneOf: ['practitioner', 'location', 'specialty'], requires: {}, qualified: ['specialty'] },
  },
  locations: {
    type: 'Location',
    plural: 'locations',
    description: 'Locations by type, name or city, in the order of the FHIR server. Epic needs `type`.',
    criteria: {
      type: code(
        'type',
        'The code of the type, such as `HU` (hospital unit), or with its system: `http://terminology.hl7.org/CodeSystem/v3-RoleCode|HU`.',
      ),
      name: text('name', 'The name, or its beginning.', 'name', 'alias'),
      city: text('address-city', 'The city. Epic needs `state` with it.', 'address.city'),
      state: text('address-state', 'The state, as on addresses of the site, such as `WI`.', 'address.state'),
      organization: reference(
        'Organization',
        'managingOrganization',
        'The FHIR id of the organization that manages the location.',
      ),
    },
    epic: { oneOf: ['type'], requires: { city: 'state' }, qualified: [] },
  },
} as const satisfies Readonly<Record<string, DirectorySearch>>;

export type DirectorySearchName = keyof typeof DIRECTORY_SEARCHES;
export type DirectoryType<D extends DirectorySearchName = DirectorySearchName> =
  (typeof DIRECTORY_SEARCHES)[D]['type'];

export const DIRECTORY_SEARCH_NAMES: readonly DirectorySearchName[] = [
  'practitioners',
  'practitionerRoles',
  'locations',
];

/** Returns the search behind a field of `Query`, plain or a connection; null if it is none. */
export function directorySearchOf(field: string): DirectorySearch | null {
  const name = DIRECTORY_SEARCH_NAMES.find((one) => field === one || field === `${one}Connection`);
  return name === undefined ? null : DIRECTORY_SEARCHES[name];
}
