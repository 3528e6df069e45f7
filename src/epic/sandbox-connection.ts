/** Connects a gateway to a running sandbox. The sandbox's types stay in this file, so programs that embed the gateway compile without them. */
import { createPublicKey } from 'node:crypto';
import type { ClientCredentials, RegisteredApp, Sandbox } from 'epic-fhir-sandbox';
import { createKeyConnection } from '../config/connection.ts';
import { launchUrlOf } from '../config/sign-in-urls.ts';
import type { SmartSettings } from '../config/smart.ts';
import type { EmbeddedSandbox } from './connected-server.ts';

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
