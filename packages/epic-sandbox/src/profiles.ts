/**
 * The sites that a sandbox can be. They differ as real sites do: patients, ids, OIDs, the system of medical record numbers, Epic's version,
 * the panel and what the site refuses.
 */
import { createEpicId, SITE_MRN_SYSTEM } from './data/epic-patient.ts';
import { createPatientGroup, createPatientList, PATIENT_LIST_IDENTIFIER } from './data/panels.ts';
import { createRandom } from './data/random.ts';
import { SERVED } from './data/served-types.ts';
import { createLocalizer } from './data/site-localization.ts';
import { type SiteRecords, STANDARD_RECORDS } from './data/site-records.ts';
import { PUBLIC_PATIENT_COUNT } from './data/clinical/chart.ts';
import { createSyntheticPatients, type Population, SYNTHETIC_PATIENTS } from './data/synthetic.ts';
import { createResourceTypes, RESOURCE_TYPES, type ResourceTypes } from './resource-types.ts';
import type { Patient, Stored } from './types.ts';

/** The options of a sandbox that a profile can set. */
export interface ProfileOptions {
  readonly defaultPageSize?: number;
  readonly refusesIdSearches?: boolean;
}

export interface Profile {
  readonly records: SiteRecords;
  readonly types: ResourceTypes;
  /** The system of the medical record numbers. */
  readonly mrnSystem: string;
  /** The identifier of the patient list. */
  readonly listIdentifier: string;
  /** The panel that the site gives to its apps. */
  readonly panel: 'group' | 'list';
  /** `software.version` of the CapabilityStatement. */
  readonly version: string;
  readonly options: ProfileOptions;
}

interface ProfileDefinition extends Pick<Profile, 'panel' | 'version' | 'options'> {
  readonly population: Population;
  /** The texts of the standard site, and what this site has in their place. */
  readonly texts: readonly (readonly [string, string])[];
}

const STANDARD: Profile = {
  records: STANDARD_RECORDS,
  types: RESOURCE_TYPES,
  mrnSystem: SITE_MRN_SYSTEM,
  listIdentifier: PATIENT_LIST_IDENTIFIER,
  panel: 'list',
  version: 'Embedded sandbox',
  options: {},
};

const DEFINITIONS = {
  community: {
    population: { firstEpi: 410_001, count: 24, born: [1931, 2005] },
    texts: [
      ['1.2.840.114350.1.13.0.1.7.5.737384.100', '1.2.840.114350.1.13.412.2.7.5.737384.20'],
      ['1.2.840.114350.1.13.0.1.', '1.2.840.114350.1.13.412.2.'],
      ['SBXMRN', 'CGHMRN'],
      ['Northlight', 'Cedar Grove'],
      ['NLH ', 'CGH '],
      ['Harbor', 'Prairie'],
    ],
    panel: 'group',
    version: 'May 2025',
    options: { defaultPageSize: 20 },
  },
  childrens: {
    population: { firstEpi: 520_001, count: 18, born: [2009, 2024] },
    texts: [
      ['1.2.840.114350.1.13.0.1.7.5.737384.100', '1.2.840.114350.1.13.733.3.7.5.737384.7'],
      ['1.2.840.114350.1.13.0.1.', '1.2.840.114350.1.13.733.3.'],
      ['SBXMRN', 'MRN'],
      ['Northlight Sandbox Hospital', "Lakeview Sandbox Children's Hospital"],
      ['Northlight', 'Lakeview'],
      ['NLH ', 'LCH '],
      ['Harbor', 'Lakeview'],
    ],
    panel: 'list',
    version: 'November 2024',
    options: { refusesIdSearches: true, defaultPageSize: 50 },
  },
} as const satisfies Readonly<Record<string, ProfileDefinition>>;

export const PROFILE_NAMES: readonly string[] = ['standard', ...Object.keys(DEFINITIONS)];

/** The profiles in use. Sandboxes with one profile share its generated charts. */
const created = new Map<string, Profile>([['standard', STANDARD]]);

/** @throws Error if no profile has this name */
export function findProfile(name: string): Profile {
  const known = created.get(name);
  if (known !== undefined) return known;
  const [, definition] = Object.entries(DEFINITIONS).find(([defined]) => defined === name) ?? [];
  if (definition === undefined)
    throw new Error(
      `The sandbox has no profile ${JSON.stringify(name)}. Its profiles are ${PROFILE_NAMES.join(', ')}.`,
    );
  const profile = createProfile(name, definition);
  created.set(name, profile);
  return profile;
}

function createProfile(
  name: string,
  { population, texts, panel, version, options }: ProfileDefinition,
): Profile {
  const shared = SERVED.flatMap((served) => ('resources' in served ? served.resources : []));
  const ids = [...shared, STANDARD_RECORDS.list].map(
    ({ id }) => [id, createEpicId(createRandom(`${name} ${id}`))] as const,
  );
  const localize = createLocalizer({ texts, ids: new Map(ids) });
  const patients = shareNumbers(localize(createSyntheticPatients(population)), localize(SITE_MRN_SYSTEM));
  const records: SiteRecords = {
    patients,
    // Only the standard site has the public patients, and the odd shapes in their charts.
    firstIndex: PUBLIC_PATIENT_COUNT,
    special: new Map(),
    list: localize(createPatientList(patients)),
    group: localize(createPatientGroup(patients)),
    localize,
  };
  return {
    records,
    types: createResourceTypes(records),
    mrnSystem: localize(SITE_MRN_SYSTEM),
    listIdentifier: localize(PATIENT_LIST_IDENTIFIER),
    panel,
    version,
    options,
  };
}

/**
 * Gives the last patient the id and the medical record number of a patient of the standard site, who is another person: both are unique only
 * within a site.
 */
function shareNumbers(patients: readonly Stored<Patient>[], mrnSystem: string): readonly Stored<Patient>[] {
  const own = numbersOf(patients.at(-1), mrnSystem);
  const [sharedId, sharedMrn] = numbersOf(SYNTHETIC_PATIENTS.at(-1), SITE_MRN_SYSTEM);
  const texts = [
    [own[0], sharedId],
    [own[1], sharedMrn],
  ] as const;
  return [...patients.slice(0, -1), ...createLocalizer({ texts, ids: new Map() })(patients.slice(-1))];
}

function numbersOf(patient: Stored<Patient> | undefined, mrnSystem: string): [id: string, mrn: string] {
  const mrn = patient?.identifier?.find(({ system }) => system === mrnSystem);
  return [patient?.id ?? '', mrn?.value ?? ''];
}
