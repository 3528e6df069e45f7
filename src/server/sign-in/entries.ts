/** The addresses at which sign-ins begin. */
import { LAUNCH_PATHS, LOGIN_PATHS, type SmartAudience } from '../../config/sign-in-urls.ts';
import type { SmartSettings } from '../../config/smart.ts';

interface Entry {
  /** Below the path of the site. */
  readonly path: string;
  readonly audience: SmartAudience;
  /** Whether the EHR opens it. */
  readonly isLaunch: boolean;
}

export const ENTRIES = {
  login: { path: LOGIN_PATHS.clinician, audience: 'clinician', isLaunch: false },
  patient: { path: LOGIN_PATHS.patient, audience: 'patient', isLaunch: false },
  launch: { path: LAUNCH_PATHS.clinician, audience: 'clinician', isLaunch: true },
  'patient-launch': { path: LAUNCH_PATHS.patient, audience: 'patient', isLaunch: true },
} as const satisfies Record<string, Entry>;

export type EntryName = keyof typeof ENTRIES;

export function isEntryName(name: string): name is EntryName {
  return Object.hasOwn(ENTRIES, name);
}

export const ENTRY_NAMES: readonly EntryName[] = Object.keys(ENTRIES).filter(isEntryName);

/** Returns the audience of a sign-in. A launch is for patients too at a site that has only their app. */
export function audienceOf(name: EntryName, { clients }: Pick<SmartSettings, 'clients'>): SmartAudience {
  const { audience, isLaunch } = ENTRIES[name];
  return isLaunch && clients[audience] === null ? 'patient' : audience;
}
