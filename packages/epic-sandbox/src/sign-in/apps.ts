/** The registrations of apps with which people sign in. */
import type { JWK } from 'jose';
import type { SigningClient } from '../client-assertions.ts';
import type { HostedKeys } from '../hosted-keys.ts';
import type { Audience } from './people.ts';
import { IDENTITY_SCOPES, LAUNCH_SCOPES, REFRESH_SCOPES } from './scopes.ts';

/** One app. Epic registers one audience per app. */
export interface RegisteredApp {
  clientId: string;
  /** The name on the sign-in pages. Defaults to the client id. */
  name?: string;
  audience: Audience;
  /** The redirect URIs, which must match exactly. */
  redirectUrls: readonly string[];
  /** The URL that an EHR launch opens. Without one, the app only starts by itself. */
  launchUrl?: string;
  /** The public keys of a confidential client (`private_key_jwt`), or the URL of its key set. Without keys, the client is public. */
  keys?: JWK[] | HostedKeys;
  /** The scopes on the registration. Defaults to all of the app's audience. */
  scopes?: readonly string[];
}

const COMMON_SCOPES: readonly string[] = [...LAUNCH_SCOPES, ...IDENTITY_SCOPES, ...REFRESH_SCOPES];
/** Apps of patients only get scopes of the patient in context. */
const RESOURCE_SCOPES: Readonly<Record<Audience, readonly string[]>> = {
  clinicians: ['user/*.crs', 'patient/*.crs'],
  patients: ['patient/*.crs'],
};

/** The port of a gateway that runs with its default settings. */
const GATEWAY = 'http://127.0.0.1:4000';

/** Returns one app per audience, for a gateway on this machine. Both sign with the key of the default client. */
export function createDefaultApps(keys: JWK[]): readonly RegisteredApp[] {
  return [
    {
      clientId: 'sandbox-clinicians-app',
      name: 'Chart for clinicians',
      audience: 'clinicians',
      redirectUrls: [`${GATEWAY}/auth/callback`],
      launchUrl: `${GATEWAY}/auth/launch`,
      keys,
    },
    {
      clientId: 'sandbox-patients-app',
      name: 'Chart for patients',
      audience: 'patients',
      redirectUrls: [`${GATEWAY}/auth/callback`],
      launchUrl: `${GATEWAY}/auth/patient/launch`,
      keys,
    },
  ];
}

export function registeredScopes({ audience, scopes }: RegisteredApp): readonly string[] {
  return scopes ?? [...COMMON_SCOPES, ...RESOURCE_SCOPES[audience]];
}

/** Returns the app as a client that signs assertions; null for a public client. */
export function asSigningClient({ clientId, keys }: RegisteredApp): SigningClient | null {
  return keys === undefined ? null : { clientId, keys };
}

export function appName({ clientId, name = clientId }: RegisteredApp): string {
  return name;
}
