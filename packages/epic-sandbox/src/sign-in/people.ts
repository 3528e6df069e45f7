/** The people who can sign in at a site. Each sees another part of its data. */
import { createHash } from 'node:crypto';
import { createEpicId } from '../data/epic-patient.ts';
import { LOCATIONS } from '../data/clinical/location.ts';
import { LATEST } from '../data/clinical/chart.ts';
import { patientReference } from '../data/clinical/elements.ts';
import { ORGANIZATIONS, organizationReference } from '../data/organizations.ts';
import { ALL_PRACTITIONERS, practitionerReference } from '../data/practitioners.ts';
import { createRandom } from '../data/random.ts';
import type { SiteRecords } from '../data/site-records.ts';
import type { ResourceTypes } from '../resource-types.ts';
import type { Organization, Patient, Practitioner, Reference, RelatedPerson, Stored } from '../types.ts';

/** Epic registers one audience per app. */
export type Audience = 'clinicians' | 'patients';

export interface SandboxPerson {
  /** The name of the choice on the sign-in page. */
  readonly id: PersonId;
  readonly name: string;
  readonly role: string;
  readonly audience: Audience;
  /** The opaque subject of ID tokens. */
  readonly sub: string;
  /** The person's resource, with a relative reference. */
  readonly fhirUser: Reference<Patient | Practitioner | RelatedPerson>;
  /** The ids of the only patients whom the person may see; null for everybody on the staff. */
  readonly patients: readonly string[] | null;
  /** The ids of patients whose charts the person could see only by breaking the glass. */
  readonly behindGlass: ReadonlySet<string>;
  /** The ids of the departments whose notes the person may read; null where notes are hidden by other rules. */
  readonly departments: ReadonlySet<string> | null;
  /** The only types that the person may see; null for all. */
  readonly types: ReadonlySet<string> | null;
}

export type PersonId = 'clinician' | 'surgeon' | 'front-desk' | 'parent' | 'patient';

export interface People {
  readonly all: readonly SandboxPerson[];
  /** Members of the staff whom the directory does not list. */
  readonly staff: readonly Stored<Practitioner>[];
}

/** The types that scheduling and registration need. */
const FRONT_DESK_TYPES: ReadonlySet<string> = new Set([
  'Account',
  'Appointment',
  'Coverage',
  'Encounter',
  'Group',
  'List',
  'Location',
  'Organization',
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'RelatedPerson',
]);

const PARENTS: ReadonlySet<string | undefined> = new Set(['MTH', 'FTH']);
/** The position in the panel of the patient whose chart is behind glass for the surgeon. */
const BEHIND_GLASS = 3;
const NOBODY: ReadonlySet<string> = new Set();
const NO_LIMITS = { patients: null, behindGlass: NOBODY, departments: null, types: null };

/** Chooses the patients from the site's panel: an adult who signs in, a child, and one behind glass. */
export function createPeople({ patients, localize }: SiteRecords, types: ResourceTypes): People {
  const adult = patients.find((patient) => !isMinor(patient)) ?? patients[0];
  const proxy = findParent(
    patients.filter(({ id }) => id !== adult?.id),
    types,
  );
  const frontDesk = createFrontDesk(patients[0]?.id ?? '');
  const glass = patients.slice(BEHIND_GLASS, BEHIND_GLASS + 1).map(({ id }) => id);
  const [hospital, clinics = hospital] = ORGANIZATIONS;
  return {
    all: [
      createClinician('clinician', 'Arnoldsen', clinics, localize),
      {
        ...createClinician('surgeon', 'Falkenberg', hospital, localize),
        behindGlass: new Set(glass),
        departments: departmentsOf(hospital, localize),
      },
      { ...createStaffMember('front-desk', frontDesk, 'Front desk'), types: FRONT_DESK_TYPES },
      ...(proxy === null ? [] : [createProxy(proxy)]),
      ...(adult === undefined ? [] : [createPatientUser(adult)]),
    ],
    staff: [frontDesk],
  };
}

/** Returns a practitioner of the directory, who works at the organization. */
function createClinician(
  id: PersonId,
  family: string,
  organization: Stored<Organization>,
  localize: SiteRecords['localize'],
): SandboxPerson {
  const practitioner = localize(
    ALL_PRACTITIONERS.find(({ name }) => name?.[0]?.family === family) ?? ALL_PRACTITIONERS[0],
  );
  const specialty = practitioner.qualification?.[0]?.code.text ?? 'Clinician';
  return createStaffMember(id, practitioner, `${specialty}, ${localize(organization).name ?? ''}`);
}

function createStaffMember(id: PersonId, practitioner: Stored<Practitioner>, role: string): SandboxPerson {
  return {
    ...NO_LIMITS,
    id,
    name: practitioner.name?.[0]?.text ?? id,
    role,
    audience: 'clinicians',
    sub: subjectOf(practitioner),
    fhirUser: practitionerReference(practitioner),
  };
}

function createPatientUser(patient: Stored<Patient>): SandboxPerson {
  return {
    ...NO_LIMITS,
    id: 'patient',
    name: patientName(patient),
    role: 'Patient',
    audience: 'patients',
    sub: subjectOf(patient),
    fhirUser: patientReference(patient),
    patients: [patient.id],
  };
}

function createProxy({ parent, child }: Proxy): SandboxPerson {
  const name = parent.name?.[0]?.text ?? 'Parent';
  return {
    ...NO_LIMITS,
    id: 'parent',
    name,
    role: `Parent of ${patientName(child)}`,
    audience: 'patients',
    sub: subjectOf(parent),
    fhirUser: { reference: `RelatedPerson/${parent.id}`, display: name },
    patients: [child.id],
  };
}

interface Proxy {
  readonly parent: Stored<RelatedPerson>;
  readonly child: Stored<Patient>;
}

/** Prefers a parent of a minor. Some sites have only adults. */
function findParent(patients: readonly Stored<Patient>[], types: ResourceTypes): Proxy | null {
  const byAge = [...patients.filter(isMinor), ...patients.filter((patient) => !isMinor(patient))];
  for (const child of byAge) {
    const parent = types.get('RelatedPerson')?.ofPatient(child.id).find(isParent);
    if (parent?.resourceType === 'RelatedPerson') return { parent, child };
  }
  return null;
}

function isParent(resource: object): boolean {
  const { active, relationship = [] }: Partial<RelatedPerson> = resource;
  return (
    active === true && relationship.some(({ coding = [] }) => coding.some(({ code }) => PARENTS.has(code)))
  );
}

function isMinor({ birthDate }: Patient): boolean {
  const year = Number(LATEST.slice(0, 4)) - 18;
  return birthDate !== undefined && birthDate > `${year}${LATEST.slice(4, 10)}`;
}

/** Somebody without a license, and so without an NPI or a place in the directory. */
function createFrontDesk(seed: string): Stored<Practitioner> {
  return {
    resourceType: 'Practitioner',
    id: createEpicId(createRandom(`front desk ${seed}`)),
    active: true,
    name: [{ use: 'usual', text: 'Jordan Whitfield', family: 'Whitfield', given: ['Jordan'] }],
  };
}

function departmentsOf(
  organization: Stored<Organization>,
  localize: SiteRecords['localize'],
): ReadonlySet<string> {
  const { reference } = organizationReference(organization);
  return new Set(
    LOCATIONS.filter(({ managingOrganization }) => managingOrganization?.reference === reference).map(
      (location) => localize(location).id,
    ),
  );
}

function subjectOf({ resourceType, id }: Stored<Patient | Practitioner | RelatedPerson>): string {
  return createHash('sha256').update(`subject ${resourceType} ${id}`).digest('base64url').slice(0, 24);
}

export function patientName({ id, name }: Stored<Patient>): string {
  return name?.find(({ text }) => text !== undefined)?.text ?? id;
}
