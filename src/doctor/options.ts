/** The arguments of the doctor. */
import { parseArgs } from 'node:util';

export interface DoctorOptions {
  readonly json: boolean;
  readonly keySetUrl: string | null;
  readonly timeoutMs: number;
}

export const DOCTOR_USAGE = `Usage: npm run doctor -- [options]        (of the package or the image: doctor [options])

Walks the way to the FHIR server that the environment, or .env, names; without one, to the embedded sandbox.
Reads, and never writes. Tells no key, no token and nothing of a patient.

  --jwks-url URL      where Epic finds the public key set, in place of EPIC_JWKS_URL
  --timeout SECONDS   how long all steps together may take, from 1 to 3600; 120 by default
  --json              one JSON document in place of words (docs/doctor.md)
  --help              this

Exit code: 0 where no step failed, 1 where one did, 2 for arguments that are not these.
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  timeout: { type: 'string', default: '120' },
  'jwks-url': { type: 'string' },
} as const;

/** Returns what the arguments ask for, or what is wrong with them, as a sentence. */
export function parseDoctorOptions(
  args: readonly string[],
): DoctorOptions | 'help' | { readonly fault: string } {
  try {
    const { json, help, timeout, 'jwks-url': url } = parseArgs({ args: [...args], options: OPTIONS }).values;
    if (help) return 'help';
    const seconds = /^\d{1,4}$/.test(timeout) ? Number(timeout) : 0;
    if (seconds < 1 || seconds > 3600)
      return { fault: '--timeout expects a whole number of seconds from 1 to 3600.' };
    if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
      return { fault: '--jwks-url expects a URL.' };
    return { json, keySetUrl: url ?? null, timeoutMs: seconds * 1000 };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'The arguments cannot be read.' };
  }
}
