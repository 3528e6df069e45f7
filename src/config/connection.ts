/** How to reach the FHIR server, read from the variables of the connection. */
import {
  type Authentication,
  type KeyAuthentication,
  readAuthentication,
  SIGN_IN_VARIABLES,
} from './authentication.ts';
import { describeMissingVariable } from './problems.ts';
import { isProductionEnvironment } from './values.ts';
import type { Environment } from './variables.ts';

/** How to reach one FHIR server, and how to sign in there. */
export interface EpicConnection {
  /** The FHIR R4 base, without a trailing slash. */
  readonly baseUrl: string;
  /** The base URL by which the server names itself in links and references, where that is another one; null: it is the same. */
  readonly linkBaseUrl: string | null;
  readonly authentication: Authentication;
}

/** Set any of these and the FHIR server is meant, so that all of the required ones have to be there. */
const CONNECTION_VARIABLES = ['EPIC_BASE_URL', 'EPIC_LINK_BASE_URL', ...SIGN_IN_VARIABLES];

/** A connection by a key, of what every one needs; all else is as where no variable says anything. */
export function createKeyConnection({
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
    ? readConfiguredConnection(set, values, problems)
    : useSandbox(set, problems);
}

function useSandbox(set: Record<string, string | undefined>, problems: string[]): null {
  if (isProductionEnvironment(set['NODE_ENV'])) {
    problems.push(
      'EPIC_BASE_URL, EPIC_CLIENT_ID and EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE are needed: ' +
        'NODE_ENV=production never falls back to the sandbox',
    );
  }
  return null;
}

function readConfiguredConnection(
  set: Record<string, string | undefined>,
  values: Partial<Environment>,
  problems: string[],
): EpicConnection | null {
  if (!('EPIC_BASE_URL' in set)) {
    problems.push(describeMissingVariable('EPIC_BASE_URL', 'where other EPIC_ variables are set'));
  }
  const authentication = readAuthentication(set, values, problems);
  const { EPIC_BASE_URL: baseUrl, EPIC_LINK_BASE_URL: linkBaseUrl = null } = values;
  return baseUrl === undefined || authentication === null ? null : { baseUrl, linkBaseUrl, authentication };
}

/** The consequence of an open FHIR server. Production logs it at each start; elsewhere the banner and the doctor say it. */
export const OPEN_SERVER =
  'EPIC_AUTH=none: the gateway sends no token, so the FHIR server has to be open, and anyone who reaches it can read and change every record.';

/** Returns a warning if an open server is used in production. */
export function warnOfOpenServer(epic: EpicConnection | null, isInProduction: boolean): readonly string[] {
  return isInProduction && epic?.authentication.kind === 'none'
    ? [`${OPEN_SERVER} Let nothing but the gateway reach it.`]
    : [];
}
