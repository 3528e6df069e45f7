/** The gateway, a clinic's subgraph and a sandbox at which people sign in, for routers on one public host. */
import { createPublicKey } from 'node:crypto';
import { gatewaySettings, type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { exportJWK } from 'jose';
import supertest from 'supertest';
import { loadConfig } from '../../src/config/config.ts';
import { createGateway } from '../../src/gateway.ts';
import { createLog } from '../../src/observability/log.ts';
import type { Clinic } from '../../examples/supergraph/scheduling/clinic.ts';
import { type Scheduling, startScheduling } from '../../examples/supergraph/scheduling/scheduling.ts';
import {
  AUDIENCE,
  type IdentityProvider,
  startIdentityProvider,
} from '../../test/support/identity-provider.ts';
import { readSubgraph, type Subgraph } from './composition.ts';
import { findLocation, type Proxy, readLocations, startProxy } from './public-host.ts';

export const APP_ORIGIN = 'https://app.example.org';
export const ROUTER_SECRET = 'the-secret-that-only-the-routers-of-this-test-know';

type PersonId = Parameters<Sandbox['signIn']>[1];

/** A session in a browser. */
export interface BrowserSession {
  readonly handle: string;
  /** Name and value. */
  readonly cookie: string;
}

export interface Hospital {
  readonly sandbox: Sandbox;
  readonly provider: IdentityProvider;
  readonly scheduling: Scheduling;
  /** Between the routers and the gateway. */
  readonly beforeGateway: Proxy;
  readonly publicHost: Proxy;
  /** The SDL and URL of each subgraph, for composition. */
  readonly subgraphs: readonly Subgraph[];
  readonly logLines: readonly string[];
  /** The origin of the router that the public host serves. */
  router: string | null;
  /** Opens the app from the EHR for a patient, through the public host. */
  launch(person: PersonId, patient: string): Promise<BrowserSession>;
  close(): Promise<void>;
}

const CLIENTS = { clinicians: 'clinicians-app', patients: 'patients-app' } as const;

export async function startHospital(clinic: Clinic): Promise<Hospital> {
  const [sandbox, provider, scheduling] = await Promise.all([
    startSandbox(),
    startIdentityProvider(),
    startScheduling({ clinic }),
  ]);
  const upstreams: Record<string, string | null> = { router: null, 'fhir-gateway': null };
  const locations = readLocations();
  const publicHost = await startProxy(
    (path) => upstreams[findLocation(path, locations)?.upstream ?? ''] ?? null,
  );
  const beforeGateway = await startProxy(() => upstreams['fhir-gateway'] ?? null);
  const { privateKey, keyId } = sandbox.credentials;
  const key = { ...(await exportJWK(createPublicKey(privateKey))), kid: keyId };
  for (const audience of ['clinicians', 'patients'] as const) {
    sandbox.registerApp({
      clientId: CLIENTS[audience],
      audience,
      redirectUrls: [`${publicHost.origin}/auth/callback`],
      launchUrl: `${publicHost.origin}/auth/${audience === 'patients' ? 'patient/' : ''}launch`,
      keys: [key],
    });
  }
  const logLines: string[] = [];
  const config = loadConfig({
    ...gatewaySettings(sandbox),
    SMART_CLIENT_ID: CLIENTS.clinicians,
    SMART_PATIENT_CLIENT_ID: CLIENTS.patients,
    SMART_REDIRECT_URL: `${publicHost.origin}/auth/callback`,
    SMART_RETURN_URLS: `${APP_ORIGIN}/chart`,
    SESSION_SECRET: 'a-secret-of-this-test-that-encrypts-its-sessions',
    AUTH_MODE: 'jwt',
    AUTH_ISSUER: provider.issuer,
    AUTH_AUDIENCE: AUDIENCE,
    ROUTER_SECRET,
    AUDIT_LOG: 'none',
    PORT: '0',
  });
  const gateway = await createGateway(
    config,
    createLog('debug', { write: (line) => void logLines.push(line) }),
  );
  upstreams['fhir-gateway'] = `http://127.0.0.1:${await gateway.listen()}`;
  const credentials = {
    authorization: await provider.bearer('user/*.rs'),
    'router-authorization': ROUTER_SECRET,
  };
  const subgraphs = [
    await readSubgraph('fhir', `${beforeGateway.origin}/graphql`, credentials),
    await readSubgraph('scheduling', scheduling.url),
  ];
  return {
    sandbox,
    provider,
    scheduling,
    beforeGateway,
    publicHost,
    subgraphs,
    logLines,
    get router() {
      return upstreams['router'] ?? null;
    },
    set router(origin) {
      upstreams['router'] = origin;
    },
    async launch(person, patient) {
      const { audience } = sandbox.people.find(({ id }) => id === person) ?? { audience: 'clinicians' };
      return signInFrom(sandbox.launch({ app: CLIENTS[audience], person, patient }));
    },
    async close() {
      await Promise.all([publicHost.close(), beforeGateway.close(), scheduling.close()]);
      await gateway.stop();
      await Promise.all([sandbox.close(), provider.close()]);
    },
  };
}

/** Opens an app as the EHR does, and returns the session that the browser gets. The person is signed in at the EHR already, so no page asks them. */
export async function signInFrom(launchUrl: string): Promise<BrowserSession> {
  const begun = await open(launchUrl);
  const authorized = await open(begun.location);
  const finished = await open(authorized.location, begun.cookies);
  const [, handle] = /^https:\/\/app\.example\.org\/chart#session=([\w-]+)$/.exec(finished.location) ?? [];
  const cookie = finished.cookies.find((each) => each.startsWith(`__Host-session-${handle}=`));
  if (handle === undefined || cookie === undefined) throw new Error('The browser got no session.');
  return { handle, cookie };
}

/** Opens a page as a browser does. Returns where it redirects, and the cookies that it sets. */
async function open(
  url: string,
  cookies: readonly string[] = [],
): Promise<{ readonly location: string; readonly cookies: readonly string[] }> {
  const { origin, pathname, search } = new URL(url);
  const response = await supertest(origin)
    .get(pathname + search)
    .set('cookie', cookies.join('; '))
    .redirects(0);
  const set = response.headers['set-cookie'];
  return {
    location: response.get('location') ?? '',
    cookies: (Array.isArray(set) ? set : []).map((cookie: string) => cookie.replace(/;.*$/s, '')),
  };
}
