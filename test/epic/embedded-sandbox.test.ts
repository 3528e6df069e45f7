import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import type { SmartAudience } from '../../src/config/sign-in-urls.ts';
import type { SmartSettings } from '../../src/config/smart.ts';
import type { EmbeddedSandbox } from '../../src/epic/connected-server.ts';
import { startEmbeddedSandbox } from '../../src/epic/embedded-sandbox.ts';
import { createHttpClient } from '../../src/http/got-client.ts';
import type { SmartGrant } from '../../src/smart/grants.ts';
import { createSignInChecks, createSmartClients } from '../../src/smart/smart-client.ts';
import { smartEnv, type Variables } from '../config/environment.ts';
import { PATIENCE } from '../support/patience.ts';

let sandbox: EmbeddedSandbox;

afterEach(() => sandbox.close());

function readSettings(variables: Variables = {}): SmartSettings {
  const { smart } = loadConfig(smartEnv({ SMART_PATIENT_CLIENT_ID: 'patients-app', ...variables }));
  if (smart === null) throw new Error('Expected the settings of apps.');
  return smart;
}

/** Launches the app of an audience from the EHR, and signs in. */
async function launch(settings: SmartSettings, audience: SmartAudience, person: string): Promise<SmartGrant> {
  const http = createHttpClient({ timeoutMs: PATIENCE.timeout });
  try {
    const { connection } = sandbox;
    const client = (await createSmartClients({ settings, connection, http, now: Date.now }))[audience];
    if (client === null) throw new Error('Expected an app.');
    const form = { person, app: client.clientId, patient: CAMILA_LOPEZ, display: 'page' };
    const launched = await follow(`${sandbox.launcherUrl}/launch`, new URLSearchParams(form));
    expect(launched.origin + launched.pathname).toBe(
      `https://gateway.example.org/auth/${audience === 'patient' ? 'patient/' : ''}launch`,
    );
    expect(launched.searchParams.get('iss')).toBe(connection.baseUrl);
    const checks = createSignInChecks();
    const callback = await follow(await client.authorizationUrl(checks, launched.searchParams.get('launch')));
    expect(callback.origin + callback.pathname).toBe(settings.redirectUrl);
    return await client.exchange(callback.searchParams, checks);
  } finally {
    http.close();
  }
}

/** Sends a request, and returns the URL to which it redirects. */
async function follow(url: string, body?: URLSearchParams): Promise<URL> {
  // Each sandbox may listen on the usual port, where a connection to the one before it would be closed.
  const headers = { connection: 'close' };
  const response = await fetch(url, { redirect: 'manual', headers, ...(body && { method: 'POST', body }) });
  const location = response.headers.get('location');
  if (location === null) throw new Error(`The sandbox answered ${response.status}.`);
  return new URL(location);
}

describe('an embedded sandbox', () => {
  it('registers the configured apps, each for its audience, with the key of the gateway', async () => {
    const settings = readSettings();
    sandbox = await startEmbeddedSandbox(null, settings);
    await expect(launch(settings, 'clinician', 'surgeon')).resolves.toMatchObject({ patient: CAMILA_LOPEZ });
    await expect(launch(settings, 'patient', 'patient')).resolves.toMatchObject({ patient: CAMILA_LOPEZ });
    await expect(launch(settings, 'patient', 'surgeon')).rejects.toThrow('The sandbox answered 400.');
  });

  it('registers public clients without a key', async () => {
    const settings = readSettings({ SMART_CLIENT_AUTH: 'none' });
    sandbox = await startEmbeddedSandbox(null, settings);
    const { person } = await launch(settings, 'clinician', 'clinician');
    expect(person.fhirUser).toContain('/Practitioner/');
  });

  it('names itself in authorization responses if sites share a redirect URL', async () => {
    const settings = { ...readSettings(), isRedirectShared: true };
    sandbox = await startEmbeddedSandbox(null, settings);
    await expect(launch(settings, 'clinician', 'clinician')).resolves.toMatchObject({ encounter: null });
  });

  it('registers no app if people do not sign in', async () => {
    sandbox = await startEmbeddedSandbox('community');
    await expect(fetch(sandbox.launcherUrl).then((page) => page.text())).resolves.toContain(
      'No registered app has a launch URL.',
    );
  });
});
