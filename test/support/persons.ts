/** Persons who signed in at the FHIR server's authorization server. Tests inject their tokens, instead of sessions. */
import { randomUUID } from 'node:crypto';
import type { Caller } from '../../src/access/caller.ts';
import { parseScopes } from '../../src/access/scopes.ts';
import type { LaunchContext, PersonGrant } from '../../src/auth/grants.ts';
import { SessionExpired } from '../../src/errors.ts';
import type { Sites } from '../../src/server/sites.ts';

export interface SignedInPerson {
  readonly name: string;
  readonly caller: Caller & { readonly grant: string };
  readonly grant: PersonGrant;
  /** The headers that name the person in requests. */
  readonly headers: Readonly<Record<string, string>>;
  /** The tokens that the FHIR server refused. */
  readonly discarded: readonly (string | null)[];
  /** How often the gateway ended the session. */
  readonly ended: number;
}

export interface SignIn {
  readonly scopes?: string;
  /** The patient of the launch. */
  readonly patient?: string | null;
  /** By default no fhirUser, and no encounter. */
  readonly launch?: Partial<LaunchContext>;
  /** The tokens, each renewed by the next; by default one, with the name of the person. Null: there is no token. */
  readonly tokens?: readonly (string | null)[];
  /** Replaces the tokens. */
  readonly getToken?: () => Promise<string | null>;
}

export const LOGIN_URL = '/auth/login';
const SESSION_MS = 36_000_000;

/** Signs a person in. Each call is another sign-in, with another grant. */
export function signIn(
  name: string,
  { scopes = 'user/*.rs', patient = null, launch = {}, tokens = [name], getToken }: SignIn = {},
): SignedInPerson {
  const id = randomUUID();
  const left = [...tokens];
  const discarded: (string | null)[] = [];
  let ended = 0;
  return {
    name,
    headers: { authorization: `Person ${id}` },
    caller: {
      issuer: 'https://fhir.example.org/oauth2',
      subject: name,
      client: 'app',
      scopes: parseScopes(scopes),
      patient,
      grant: id,
      fhirUser: launch.fhirUser ?? null,
    },
    grant: {
      kind: 'person',
      id,
      tokens: {
        get: getToken ?? (async () => left[0] ?? null),
        discard(token) {
          discarded.push(token);
          if (token === left[0]) left.shift();
        },
      },
      launch: {
        audience: 'clinician',
        fhirUser: null,
        patient,
        encounter: null,
        needPatientBanner: null,
        styleUrl: null,
        scopes: scopes.split(' '),
        endsAt: Date.now() + SESSION_MS,
        ...launch,
      },
      end() {
        ended += 1;
        return new SessionExpired(LOGIN_URL);
      },
    },
    discarded,
    get ended() {
      return ended;
    },
  };
}

/** Also admits the persons, by their headers. */
export function admitPersons(persons: readonly SignedInPerson[]): (sites: Sites) => Sites {
  return (sites) => ({
    ...sites,
    async admit(id, credentials) {
      const [authorization] = credentials.authorization;
      const person = persons.find(({ headers }) => headers['authorization'] === authorization);
      if (person === undefined) return sites.admit(id, credentials);
      const admitted = await sites.admit(id, { ...credentials, authorization: [] });
      const { caller, grant } = person;
      return admitted.kind === 'admitted' ? { ...admitted, caller, grant } : admitted;
    },
  });
}
