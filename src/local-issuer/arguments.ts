/** Parses the arguments of the token command. */
import { parseArgs } from 'node:util';
import { parseScopes } from '../access/scopes.ts';
import { siteId } from '../config/values.ts';
import { DEFAULT_MINUTES, MAX_MINUTES, parseHolder, patientOf, type TokenGrant } from './token-grant.ts';

export type TokenCommand =
  | { readonly name: 'help' }
  | {
      readonly name: 'issue';
      readonly grant: TokenGrant;
      /** The folder with the keys; null for the configured or the default one. */
      readonly folder: string | null;
    };

type Fault = { readonly fault: string };

export const TOKEN_USAGE = `Usage: npm run --silent gateway -- token --as clinician|patient:<id>|service [options]        (in the package: token --as …)

  Issues an access token for development, from a local issuer. A gateway with AUTH_LOCAL_ISSUER accepts it, except in production.

  --as clinician      user/*.rs: reads the records of all patients
  --as patient:<id>   patient/*.rs: reads the records of the patient with this FHIR id
  --as service        system/*.rs: reads the records of all patients, for a program
  --scope "…"         other SMART scopes, separated by spaces, such as "user/*.cruds", which also writes
  --minutes N         the lifetime: 1 to ${MAX_MINUTES}; ${DEFAULT_MINUTES} by default
  --site ID           with a sites file: a site that the token reaches; can be repeated
  --audience TEXT     the audience, for a gateway with AUTH_AUDIENCE; by default its first one
  --folder FOLDER     the folder with the keys; by default AUTH_LOCAL_ISSUER, or .local-issuer. It is created with new keys
  --help              prints this text

The token goes to standard output, and everything else to standard error.
Exit code: 0 on success, 1 on failure, 2 for invalid arguments.
`;

/** Returns the command, or a sentence about the first fault. */
export function parseTokenCommand(args: readonly string[]): TokenCommand | Fault {
  const parsed = parseOptions(args);
  if ('fault' in parsed) return parsed;
  const { help, as, scope, minutes, site: sites, audience, folder } = parsed.values;
  if (help || args.length === 0) return { name: 'help' };
  const holder = as === undefined ? null : parseHolder(as);
  if (holder === null)
    return { fault: '--as expects clinician, service, or patient:<id> with the FHIR id of a patient.' };
  const isPatient = patientOf(holder) !== null;
  const fault =
    findScopeFault(scope, isPatient) ?? findMinutesFault(minutes) ?? findSitesFault(sites ?? [], isPatient);
  if (fault !== null) return { fault };
  if (audience?.trim() === '') return { fault: '--audience expects the audience of a gateway.' };
  const grant: TokenGrant = {
    as: holder,
    scope,
    audience,
    minutes: minutes === undefined ? undefined : Number(minutes),
    sites,
  };
  return { name: 'issue', grant, folder: folder ?? null };
}

/** Refuses scopes that would grant nothing, because the gateway ignores them without a message. */
function findScopeFault(scope: string | undefined, isPatient: boolean): string | null {
  if (scope === undefined) return null;
  const words = scope.split(' ').filter((word) => word !== '');
  const useless = words.find((word) => parseScopes(word).length === 0);
  if (words.length === 0 || useless !== undefined)
    return `--scope expects SMART scopes such as user/Observation.rs or user/*.cruds${useless === undefined ? '' : `, and "${useless}" grants nothing`}.`;
  return !isPatient && parseScopes(words).some(({ context }) => context === 'patient')
    ? 'Scopes that begin with patient/ apply to the patient of the token: use --as patient:<id>.'
    : null;
}

function findMinutesFault(minutes: string | undefined): string | null {
  if (minutes === undefined) return null;
  const count = /^\d{1,4}$/.test(minutes) ? Number(minutes) : 0;
  return count >= 1 && count <= MAX_MINUTES
    ? null
    : `--minutes expects a whole number from 1 to ${MAX_MINUTES}.`;
}

function findSitesFault(sites: readonly string[], isPatient: boolean): string | null {
  if (sites.some((id) => !siteId.safeParse(id).success))
    return '--site expects the id of a site of the sites file.';
  return isPatient && sites.length > 1 ? 'A patient has another id at each site: name one --site.' : null;
}

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', default: false },
        as: { type: 'string' },
        scope: { type: 'string' },
        minutes: { type: 'string' },
        site: { type: 'string', multiple: true },
        audience: { type: 'string' },
        folder: { type: 'string' },
      },
    });
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'The arguments cannot be read.' };
  }
}
