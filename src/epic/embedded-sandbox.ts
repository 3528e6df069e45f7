/** Starts embedded sandboxes of Epic. */
import { createPublicKey } from 'node:crypto';
import type { ClientCredentials, RegisteredApp, Sandbox } from 'epic-fhir-sandbox';
import { createKeyConnection, type EpicConnection } from '../config/connection.ts';
import { launchUrlOf } from '../config/sign-in-urls.ts';
import type { SmartSettings } from '../config/smart.ts';
import type { PatientPanel } from '../config/values.ts';

/** A FHIR server, and what identifies its patients. */
export interface ConnectedServer {
  readonly connection: EpicConnection;
  readonly panel: PatientPanel;
  readonly mrnSystem: string;
}

/** An embedded sandbox that runs until it is closed. */
export interface EmbeddedSandbox extends ConnectedServer {
  /** The page that launches apps as an EHR does. */
  readonly launcherUrl: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts a sandbox with generated keys. It listens on any free port, or on the usual port of sandboxes if people sign in and it is free. Loads the
 * package only now, because production never uses it.
 * @param profile null for the default one
 * @param smart the apps to register, with which people sign in; null for none
 */
export async function startEmbeddedSandbox(
  profile: string | null,
  smart: SmartSettings | null = null,
): Promise<EmbeddedSandbox> {
  const { startSandbox } = await import('epic-fhir-sandbox');
  const options = {
    ...(profile !== null && { profile }),
    apps: [],
    // Sites with one redirect URL need servers that name themselves.
    authorizationIssuer: smart?.isRedirectShared ?? false,
  };
  const sandbox = await (smart === null
    ? startSandbox(options)
    : startSandbox({ ...options, port: SIGN_IN_PORT }).catch((error: unknown) => {
        if (isPortTaken(error)) return startSandbox(options);
        throw error;
      }));
  return connectSandbox(sandbox, smart);
}

/**
 * Registers the apps at a running sandbox, and returns what connects a gateway to it.
 * @param smart the apps to register, with which people sign in; null for none
 */
export function connectSandbox(sandbox: Sandbox, smart: SmartSettings | null): EmbeddedSandbox {
  const { baseUrl, credentials, panels, panel, mrnSystem, launcherUrl } = sandbox;
  if (smart !== null) for (const app of listApps(smart, credentials)) sandbox.registerApp(app);
  return {
    launcherUrl,
    connection: createKeyConnection({ baseUrl, ...credentials }),
    panel: panel === 'list' ? { kind: 'list', identifier: panels.list } : { kind: 'group', id: panels.group },
    mrnSystem,
    close: () => sandbox.close(),
  };
}

/** The default of `npm run sandbox`. Bookmarks of the launcher and SMART_FRAME_ANCESTORS need a port that stays the same. */
const SIGN_IN_PORT = 4004;

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

const APPS = [
  { of: 'clinician', audience: 'clinicians', name: 'App for clinicians' },
  { of: 'patient', audience: 'patients', name: 'App for patients' },
] as const;

/** Returns the registrations of the configured apps. */
function listApps(
  { clients, clientAuthentication, redirectUrl }: SmartSettings,
  { privateKey, keyId }: ClientCredentials,
): RegisteredApp[] {
  const key = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: keyId };
  const apps: RegisteredApp[] = [];
  for (const { of, ...app } of APPS) {
    const client = clients[of];
    if (client === null) continue;
    apps.push({
      ...app,
      clientId: client.clientId,
      redirectUrls: [redirectUrl],
      launchUrl: launchUrlOf(redirectUrl, of),
      ...(clientAuthentication === 'private_key_jwt' && { keys: [key] }),
    });
  }
  return apps;
}
