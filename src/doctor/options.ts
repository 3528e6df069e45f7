import { parseArgs } from 'node:util';
import { SMART_AUDIENCES, type SmartAudience } from '../config/sign-in-urls.ts';

export interface DoctorOptions {
  readonly json: boolean;
  /** What to check of signing in; null: how the gateway reads as itself. */
  readonly launch: LaunchChoice | null;
  /** The sites of the sites file to check: the default one, the one with this id, or all. */
  readonly sites: 'default' | { readonly id: string } | 'all';
  readonly keySetUrl: string | null;
  readonly timeoutMs: number;
}

interface LaunchChoice {
  /** The people to check sign-in for; null for clinicians if their app is configured, otherwise patients. */
  readonly audience: SmartAudience | null;
  /** Whether a person signs in. */
  readonly signsIn: boolean;
}

export const DOCTOR_USAGE = `Usage: npm run doctor -- [options]        (in the package or the image: doctor [options])

Checks the configuration, the connection to the FHIR server and what the gateway can read there, step by step.
Without a configuration, in the environment or .env, it checks the embedded sandbox. It never writes, and shows
no keys, tokens or patient data.

  --site ID           with SITES_FILE: check this site, by default DEFAULT_SITE or the only site
  --all               with SITES_FILE: check every site, and print one table
  --jwks-url URL      the URL of the public key set, instead of EPIC_JWKS_URL or keySetUrl
  --timeout SECONDS   the time limit for all steps of one site together: 1 to 3600, by default 120, and 600 if a
                      person signs in
  --launch            check how people sign in (SMART App Launch), with one sign-in by a URL that it prints
  --no-sign-in        with --launch: check only what needs no person
  --audience AUDIENCE with --launch: check the app for clinician or patient, by default clinician if configured
  --json              print one JSON document (docs/doctor.md)
  --help              print this

Exit code: 0 if no step failed, 1 if one did, 2 for invalid arguments.
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  site: { type: 'string' },
  all: { type: 'boolean', default: false },
  timeout: { type: 'string' },
  launch: { type: 'boolean', default: false },
  'no-sign-in': { type: 'boolean', default: false },
  audience: { type: 'string' },
  'jwks-url': { type: 'string' },
} as const;

/** Returns the options, or a sentence about invalid arguments. */
export function parseDoctorOptions(
  args: readonly string[],
): DoctorOptions | 'help' | { readonly fault: string } {
  try {
    const { values } = parseArgs({ args: [...args], options: OPTIONS });
    const {
      json,
      help,
      site: id,
      all,
      'jwks-url': url,
      launch,
      'no-sign-in': isUnattended,
      audience,
    } = values;
    const signsIn = launch && !isUnattended;
    const { timeout = signsIn ? '600' : '120' } = values;
    if (help) return 'help';
    if (id !== undefined && all) return { fault: '--site and --all are both given: use only one of them.' };
    const seconds = /^\d{1,4}$/.test(timeout) ? Number(timeout) : 0;
    if (seconds < 1 || seconds > 3600)
      return { fault: '--timeout expects a whole number of seconds from 1 to 3600.' };
    if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      return { fault: '--jwks-url expects an http or https URL.' };
    if (launch && all) return { fault: '--launch checks one site: use --site ID instead of --all.' };
    if (!launch && (isUnattended || audience !== undefined))
      return { fault: '--no-sign-in and --audience need --launch.' };
    const people = SMART_AUDIENCES.find((known) => known === audience) ?? null;
    if (audience !== undefined && people === null)
      return { fault: '--audience expects clinician or patient.' };
    const sites = id === undefined ? (all ? 'all' : 'default') : { id };
    const choice = launch ? { audience: people, signsIn } : null;
    return { json, launch: choice, sites, keySetUrl: url ?? null, timeoutMs: seconds * 1000 };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'The arguments are invalid.' };
  }
}
