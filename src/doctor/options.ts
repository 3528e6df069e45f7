import { parseArgs } from 'node:util';

export interface DoctorOptions {
  readonly json: boolean;
  readonly keySetUrl: string | null;
  readonly timeoutMs: number;
}

export const DOCTOR_USAGE = `Usage: npm run doctor -- [options]        (in the package or the image: doctor [options])

Checks the configuration, the connection to the FHIR server and what the gateway can read there, step by step.
Without a configuration, in the environment or .env, it checks the embedded sandbox. It never writes, and shows
no keys, tokens or patient data.

  --jwks-url URL      the URL of the public key set, instead of EPIC_JWKS_URL
  --timeout SECONDS   the time limit for all steps together: 1 to 3600, by default 120
  --json              print one JSON document (docs/doctor.md)
  --help              print this

Exit code: 0 if no step failed, 1 if one did, 2 for invalid arguments.
`;

const OPTIONS = {
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
  timeout: { type: 'string', default: '120' },
  'jwks-url': { type: 'string' },
} as const;

/** Returns the options, or a sentence about invalid arguments. */
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
      return { fault: '--jwks-url expects an http or https URL.' };
    return { json, keySetUrl: url ?? null, timeoutMs: seconds * 1000 };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'The arguments are invalid.' };
  }
}
