/** The callers of the soak: tokens of an issuer, and people who signed in at the FHIR server. */
import type { IdentityProvider } from '../../test/support/identity-provider.ts';
import type { SoakClient } from './client.ts';
import { SIGN_IN_APP, type SignedInPerson } from './messages.ts';
import type { Tally } from './tally.ts';
import type { SoakedUpstream } from './upstream.ts';

export interface SoakCaller {
  readonly name: string;
  /** The id of the site at which the caller reads. */
  readonly site: string;
  headers(): Readonly<Record<string, string>>;
  /** Signs a person in again whose session has ended, as after a fault of its refresh. Does nothing for others. */
  renew(): Promise<void>;
}

const DAY_SECONDS = 86_400;

/** @param claims beyond those that every token has */
export async function createTokenCaller(
  provider: IdentityProvider,
  site: string,
  claims: Readonly<Record<string, string>>,
): Promise<SoakCaller> {
  const exp = Math.floor(Date.now() / 1_000) + DAY_SECONDS;
  const headers = { authorization: `Bearer ${await provider.token({ ...claims, sites: [site], exp })}` };
  return { name: claims['sub'] ?? '', site, headers: () => headers, renew: async () => {} };
}

interface PersonOptions {
  readonly client: SoakClient;
  readonly site: string;
  readonly upstream: SoakedUpstream;
  readonly person: SignedInPerson;
  readonly tally: Tally;
}

/** Signs a person in. @throws Error if that fails */
export async function createPerson(options: PersonOptions): Promise<SoakCaller> {
  const { site, person, tally } = options;
  let cookie = await signIn(options);
  let renewal: Promise<void> | null = null;
  const renew = async (): Promise<void> => {
    try {
      cookie = await signIn(options);
      tally.signIns += 1;
    } catch {
      // Faults of the sandbox can end a sign-in. The next refused operation begins another.
    }
  };
  return {
    name: `a signed-in ${person}`,
    site,
    headers: () => ({ cookie, origin: SIGN_IN_APP.origin }),
    async renew() {
      renewal ??= renew().finally(() => {
        renewal = null;
      });
      await renewal;
    },
  };
}

const BROWSER = { accept: 'text/html' };

async function signIn({ client, site, upstream, person }: PersonOptions): Promise<string> {
  const app = person === 'patient' ? 'auth/patient/login' : 'auth/login';
  const path = `/sites/${site}/${app}?return=${encodeURIComponent(SIGN_IN_APP.returnUrl)}`;
  const begun = await client.get(path, BROWSER);
  const redirect = new URL(await upstream.signIn(person, begun.headers.location ?? ''));
  const [secret = ''] = cookiesOf(begun.headers['set-cookie']);
  const finished = await client.get(redirect.pathname + redirect.search, { ...BROWSER, cookie: secret });
  const session = cookiesOf(finished.headers['set-cookie']).find((pair) =>
    pair.startsWith('__Host-session-'),
  );
  if (session === undefined)
    throw new Error(`The sign-in of a ${person} failed with HTTP ${finished.status}.`);
  return session;
}

function cookiesOf(headers: readonly string[] = []): string[] {
  return headers.map((text) => text.split(';')[0] ?? '');
}
