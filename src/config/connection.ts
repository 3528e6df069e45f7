/** Reads the connection to the FHIR server from the environment. */
import {
  type Authentication,
  type KeyAuthentication,
  readAuthentication,
  SIGN_IN_VARIABLES,
} from './authentication.ts';
import { describeMissingVariable } from './problems.ts';
import { isProductionEnvironment } from './values.ts';
import type { Environment } from './variables.ts';

/** The address of one FHIR server, and the authentication there. */
export interface EpicConnection {
  /** The FHIR R4 base, without a trailing slash. */
  readonly baseUrl: string;
  /** The base URL in the server's links and references, if it differs from `baseUrl`; otherwise null. */
  readonly linkBaseUrl: string | null;
  readonly authentication: Authentication;
}

/** If any of these is set, the gateway uses a FHIR server, and the required variables must be set. */
export const CONNECTION_VARIABLES: readonly string[] = [
  'EPIC_BASE_URL',
  'EPIC_LINK_BASE_URL',
  ...SIGN_IN_VARIABLES,
];

/** Creates a connection that authenticates with a key. Every other setting has its default. */
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
 * Reads the connection. Returns null for the embedded sandbox, which is used if none of the variables is set.
 * @param set the variables that are set
 * @param values their parsed values
 * @param problems receives every problem
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
      'EPIC_BASE_URL, EPIC_CLIENT_ID and EPIC_PRIVATE_KEY or EPIC_PRIVATE_KEY_FILE are required: ' +
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
    problems.push(describeMissingVariable('EPIC_BASE_URL', 'when other EPIC_ variables are set'));
  }
  const authentication = readAuthentication(set, values, problems);
  const { EPIC_BASE_URL: baseUrl, EPIC_LINK_BASE_URL: linkBaseUrl = null } = values;
  return baseUrl === undefined || authentication === null ? null : { baseUrl, linkBaseUrl, authentication };
}

/** The consequence of an open FHIR server. Production logs it at every start; otherwise the banner and the doctor show it. */
export const OPEN_SERVER =
  'EPIC_AUTH=none: the gateway sends no token, so the FHIR server must be open, and anyone who can reach it can read and change every record.';

/** Returns a warning if an open server is used in production. */
export function warnOfOpenServer(epic: EpicConnection | null, isInProduction: boolean): readonly string[] {
  return isInProduction && epic?.authentication.kind === 'none'
    ? [`${OPEN_SERVER} Allow only the gateway to reach it.`]
    : [];
}
