/** How to reach the FHIR server, read from the variables of the connection. */
import type { EpicConnection } from '../config.ts';
import { type KeyAuthentication, readAuthentication, SIGN_IN_VARIABLES } from './authentication.ts';
import { missingVariable } from './problems.ts';
import { isProduction } from './values.ts';
import type { Environment } from './variables.ts';

/** Set any of these and the FHIR server is meant, so that all of the required ones have to be there. */
const CONNECTION_VARIABLES = ['EPIC_BASE_URL', 'EPIC_LINK_BASE_URL', ...SIGN_IN_VARIABLES];

/** A connection by a key, of what every one needs; all else is as where no variable says anything. */
export function bareConnection({
  baseUrl,
  ...needed
}: Pick<EpicConnection, 'baseUrl'> &
  Pick<KeyAuthentication, 'clientId' | 'privateKey' | 'keyId'>): EpicConnection & {
  readonly authentication: KeyAuthentication;
} {
  return {
    baseUrl,
    linkBaseUrl: null,
    authentication: {
      kind: 'private_key_jwt',
      ...needed,
      tokenUrl: null,
      secondPublicKey: null,
      signingAlgorithm: 'RS384',
      tokenAudience: null,
      scope: null,
    },
  };
}

/**
 * The connection; null for the embedded sandbox, which is what is served where none of the variables is set.
 * @param set the variables that are set
 * @param values what they were read as
 * @param problems takes what is wrong
 */
export function readConnection(
  set: Record<string, string | undefined>,
  values: Partial<Environment>,
  problems: string[],
): EpicConnection | null {
  return CONNECTION_VARIABLES.some((name) => name in set)
    ? connectionOf(set, values, problems)
    : noConnection(set, problems);
}

function noConnection(set: Record<string, string | undefined>, problems: string[]): null {
  if (isProduction(set['NODE_ENV'])) {
    problems.push(
      'EPIC_BASE_URL, EPIC_CLIENT_ID and EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE are needed: ' +
        'NODE_ENV=production never falls back to the sandbox',
    );
  }
  return null;
}

function connectionOf(
  set: Record<string, string | undefined>,
  values: Partial<Environment>,
  problems: string[],
): EpicConnection | null {
  if (!('EPIC_BASE_URL' in set)) {
    problems.push(missingVariable('EPIC_BASE_URL', 'where other EPIC_ variables are set'));
  }
  const authentication = readAuthentication(set, values, problems);
  const { EPIC_BASE_URL: baseUrl, EPIC_LINK_BASE_URL: linkBaseUrl = null } = values;
  return baseUrl === undefined || authentication === null ? null : { baseUrl, linkBaseUrl, authentication };
}
