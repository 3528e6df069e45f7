import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ANONYMOUS_CALLERS } from '../../src/access/caller.ts';
import { createKeyConnection, type EpicConnection } from '../../src/config/connection.ts';
import type { TokenVerification } from '../../src/config/server-settings.ts';
import type { SiteConfig, SitesConfig } from '../../src/config/sites.ts';
import type { ServedSite } from '../../src/graphql/context.ts';
import { GatewayError } from '../../src/errors.ts';
import { createLog } from '../../src/observability/log.ts';
import { createSiteRegistry, type SiteRegistry } from '../../src/server/site-registry.ts';
import type { OpenSite } from '../../src/server/site-slot.ts';
import { serveSite } from '../../src/server/served-site.ts';
import type { SiteLease } from '../../src/server/sites.ts';
import type { SessionsOpener } from '../../src/sessions/open-sessions.ts';
import { rsa } from '../config/key-material.ts';
import { startIdentityProvider } from '../support/identity-provider.ts';
import { requestCredentials } from '../support/credentials.ts';
import { rejectionOf } from '../support/refusal.ts';
import { siteConfig, signingInAt } from '../support/site-config.ts';
import { openSiteClient } from '../support/site.ts';

const IDLE_MS = 1_000;

let events: string[];

beforeEach(() => {
  events = [];
  vi.useFakeTimers();
});

afterEach(() => vi.useRealTimers());

function sitesConfig(...sites: readonly SiteConfig[]): SitesConfig {
  return { defaultId: null, byId: Object.fromEntries(sites.map((site) => [site.id, site])) };
}

function tokenVerificationOf(issuer: string): TokenVerification {
  return {
    issuers: [issuer],
    audiences: ['gateway'],
    clients: null,
    jwksUrl: null,
    keySetFile: null,
    algorithms: ['RS256'],
    clockToleranceSeconds: 0,
    scopeMap: null,
    claims: { scope: ['scope'], patient: 'patient', client: 'client_id', sites: 'sites' },
  };
}

async function leaseOf(registry: SiteRegistry, id: string | null): Promise<SiteLease> {
  const admission = await registry.admit(id, requestCredentials());
  if (admission.kind !== 'admitted') throw new Error(admission.kind);
  return admission.open();
}

async function unused(): Promise<never> {
  throw new Error('Not used.');
}

/** Opens sessions without any person. */
const openSessions: SessionsOpener = async ({ id, connection }) => {
  events.push(`open sessions ${id} at ${connection.baseUrl}`);
  return {
    beginSignIn: unused,
    finishSignIn: unused,
    find: async () => null,
    peek: async () => null,
    grantOf: (cookie) => cookie,
    has: async () => false,
    end: async () => {},
    close: async () => void events.push(`close sessions ${id}`),
  };
};

describe('a registry of sites', () => {
  let connection: EpicConnection;
  let served: ServedSite;

  beforeAll(async () => {
    const { privateKey } = rsa();
    connection = createKeyConnection({
      baseUrl: 'https://fhir.example.org',
      clientId: 'c',
      privateKey,
      keyId: 'k',
    });
    const site = await openSiteClient({ connection, log: createLog('silent') });
    const notes = { convert: () => Promise.reject(new Error('Not used.')), close: async () => {} };
    served = serveSite({
      site,
      notes,
      audit: null,
      state: null,
      routerSecrets: null,
      panel: { kind: 'none' },
      idBatchSize: 10,
      mrnSystem: 'MRN',
      siteTimeZone: 'UTC',
      isPanelOnly: false,
      panelCacheSeconds: 15,
      patientSees: 'N',
      sharedCacheSeconds: 0,
      maxUpstreamCallsPerMinute: 0,
      documentLinkSeconds: 0,
    });
  });

  async function openSite({ id, name }: SiteConfig): Promise<OpenSite> {
    const called = name ?? id;
    events.push(`open ${called}`);
    return { site: served, connection, close: async () => void events.push(`close ${called}`) };
  }

  function registryOf(config: SitesConfig, open = openSite): SiteRegistry {
    return createSiteRegistry({
      config,
      openSite: open,
      openSessions,
      callers: ANONYMOUS_CALLERS,
      audit: null,
      idleMs: IDLE_MS,
      log: createLog('silent'),
    });
  }

  it('opens a site at its first use, once for all requests', async () => {
    const registry = registryOf(sitesConfig(siteConfig('north'), siteConfig('south')));
    expect(events).toEqual([]);
    await Promise.all([leaseOf(registry, 'north'), leaseOf(registry, 'north')]);
    expect(events).toEqual(['open north']);
  });

  it('serves the default site to a request that names none, and no site without a default', async () => {
    const config = sitesConfig(siteConfig('north'), siteConfig('south'));
    expect(
      await registryOf({ ...config, defaultId: 'south' }).admit(null, requestCredentials()),
    ).toMatchObject({
      kind: 'admitted',
      caller: { site: 'south' },
    });
    expect(await registryOf(config).admit(null, requestCredentials())).toMatchObject({
      kind: 'unknown-site',
    });
    expect(await registryOf(config).admit('west', requestCredentials())).toMatchObject({
      kind: 'unknown-site',
    });
  });

  it('closes a site that has been idle, and opens it again', async () => {
    const registry = registryOf(sitesConfig(siteConfig('north')));
    const [one, other] = [await leaseOf(registry, 'north'), await leaseOf(registry, 'north')];
    one.release();
    one.release();
    await vi.advanceTimersByTimeAsync(2 * IDLE_MS);
    expect(events).toEqual(['open north']);
    other.release();
    await vi.advanceTimersByTimeAsync(IDLE_MS);
    expect(events).toEqual(['open north', 'close north']);
    await leaseOf(registry, 'north');
    expect(events).toEqual(['open north', 'close north', 'open north']);
  });

  it('stays open for a request that arrives within the idle time', async () => {
    const registry = registryOf(sitesConfig(siteConfig('north')));
    (await leaseOf(registry, 'north')).release();
    await vi.advanceTimersByTimeAsync(IDLE_MS / 2);
    const lease = await leaseOf(registry, 'north');
    await vi.advanceTimersByTimeAsync(2 * IDLE_MS);
    expect(events).toEqual(['open north']);
    lease.release();
  });

  it('has no timer for sites that are not in use', async () => {
    const configs = Array.from({ length: 500 }, (_, index) => siteConfig(`site-${index}`));
    const registry = registryOf(sitesConfig(...configs));
    expect([vi.getTimerCount(), events]).toEqual([0, []]);
    for (const { id } of configs.slice(0, 5)) (await leaseOf(registry, id)).release();
    expect([vi.getTimerCount(), countOpen(registry)]).toEqual([5, 5]);
    await vi.advanceTimersByTimeAsync(IDLE_MS);
    expect([vi.getTimerCount(), countOpen(registry)]).toEqual([0, 0]);
  });

  it('stays open while the issuer of the site returns its keys', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const provider = await startIdentityProvider();
    const [asked, answered] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    provider.fail((response) => {
      asked.resolve(undefined);
      void answered.promise.then(() => response.writeHead(404).end());
    });
    const callers = provider.tokenVerification();
    const registry = registryOf(sitesConfig(siteConfig('north', { callers })));
    const admission = registry.admit(
      'north',
      requestCredentials({ authorization: [await provider.bearer('user/*.rs')] }),
    );
    await asked.promise;
    (await leaseOf(registry, 'north')).release();
    await vi.advanceTimersByTimeAsync(2 * IDLE_MS);
    expect(events).toEqual(['open north']);
    answered.resolve(undefined);
    await admission;
    await vi.advanceTimersByTimeAsync(IDLE_MS);
    expect(events).toEqual(['open north', 'close north']);
    await provider.close();
  });

  it('tries again to open a site that failed', async () => {
    let failures = 1;
    const registry = registryOf(sitesConfig(siteConfig('north')), (config) => {
      failures -= 1;
      return failures < 0
        ? openSite(config)
        : Promise.reject(new GatewayError('UPSTREAM_UNAVAILABLE', 'Not now.'));
    });
    expect(await rejectionOf(leaseOf(registry, 'north'))).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    await leaseOf(registry, 'north');
    expect(events).toEqual(['open north']);
  });

  it('replaces only the sites whose configuration has changed, when their operations have ended [T6-T1]', async () => {
    const [north, south, west] = [siteConfig('north'), siteConfig('south'), siteConfig('west')];
    const registry = registryOf(sitesConfig(north, south, west));
    const [atNorth, atSouth] = [await leaseOf(registry, 'north'), await leaseOf(registry, 'south')];
    await leaseOf(registry, 'west').then(({ release }) => release());
    registry.replace(sitesConfig({ ...north }, { ...south, name: 'new south' }));
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['open north', 'open south', 'open west', 'close west']);
    await leaseOf(registry, 'south');
    atSouth.release();
    atNorth.release();
    await vi.advanceTimersByTimeAsync(0);
    expect(events.slice(4)).toEqual(['open new south', 'close south']);
    expect(await registry.admit('west', requestCredentials())).toMatchObject({ kind: 'unknown-site' });
  });

  it('closes a replaced site again that an admitted request still opens', async () => {
    const registry = registryOf(sitesConfig(siteConfig('north')));
    const admission = await registry.admit('north', requestCredentials());
    registry.replace(sitesConfig(siteConfig('south')));
    await vi.advanceTimersByTimeAsync(0);
    if (admission.kind !== 'admitted') throw new Error(admission.kind);
    (await admission.open()).release();
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['open north', 'close north']);
  });

  it('keeps a site open for a request that opens it while the site is replaced', async () => {
    const registry = registryOf(sitesConfig(siteConfig('north')));
    const first = await leaseOf(registry, 'north');
    const admission = await registry.admit('north', requestCredentials());
    if (admission.kind !== 'admitted') throw new Error(admission.kind);
    registry.replace(sitesConfig(siteConfig('south')));
    first.release();
    const second = await admission.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['open north', 'open north', 'close north']);
    second.release();
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['open north', 'open north', 'close north', 'close north']);
  });

  it('closes every site when it closes, after their operations', async () => {
    const registry = registryOf(sitesConfig(siteConfig('north'), siteConfig('south')));
    const lease = await leaseOf(registry, 'north');
    const closed = registry.close();
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['open north']);
    lease.release();
    await closed;
    expect(events).toEqual(['open north', 'close north']);
  });

  it('closes a site again that a request opened while the site was closing', async () => {
    const closing = Promise.withResolvers<undefined>();
    const registry = registryOf(sitesConfig(siteConfig('north')), async (config) => ({
      ...(await openSite(config)),
      async close() {
        await closing.promise;
        events.push('close north');
      },
    }));
    await leaseOf(registry, 'north').then(({ release }) => release());
    const admission = await registry.admit('north', requestCredentials());
    registry.replace(sitesConfig(siteConfig('south')));
    if (admission.kind !== 'admitted') throw new Error(admission.kind);
    // The site is closing, and this operation begins and ends before that has finished.
    (await admission.open()).release();
    closing.resolve(undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['open north', 'open north', 'close north', 'close north']);
  });

  it('keeps a site open until the work has ended that a lease was extended by', async () => {
    const registry = registryOf(sitesConfig(siteConfig('north')));
    const { release, extend } = await leaseOf(registry, 'north');
    const writes = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()] as const;
    for (const { promise } of writes) extend(promise);
    release();
    registry.replace(sitesConfig(siteConfig('south')));
    writes[0].resolve(undefined);
    await vi.advanceTimersByTimeAsync(2 * IDLE_MS);
    expect(events).toEqual(['open north']);
    writes[1].reject(new Error('The write failed.'));
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['open north', 'close north']);
  });

  it('serves a request that was admitted before a reload, and opens the changed site for later ones', async () => {
    const opening = Promise.withResolvers<undefined>();
    const registry = registryOf(sitesConfig(siteConfig('north')), async (config) => {
      await opening.promise;
      return openSite(config);
    });
    const before = leaseOf(registry, 'north');
    await vi.advanceTimersByTimeAsync(0);
    registry.replace(sitesConfig(siteConfig('north', { name: 'new north' })));
    const after = leaseOf(registry, 'north');
    opening.resolve(undefined);
    (await before).release();
    await after;
    await vi.advanceTimersByTimeAsync(0);
    expect(events).toEqual(['open north', 'open new north', 'close north']);
  });

  it('logs that a site failed to close, and closes the others', async () => {
    const lines: string[] = [];
    const registry = createSiteRegistry({
      config: sitesConfig(siteConfig('north'), siteConfig('south')),
      openSessions,
      openSite: async (config) => ({
        site: served,
        connection,
        async close() {
          if (config.id === 'north') throw new Error('The record of Ann Archer.');
          events.push(`close ${config.id}`);
        },
      }),
      callers: ANONYMOUS_CALLERS,
      audit: null,
      idleMs: IDLE_MS,
      log: createLog('info', { write: (line) => void lines.push(line) }),
    });
    for (const id of ['north', 'south']) (await leaseOf(registry, id)).release();
    await registry.close();
    expect(events).toEqual(['close south']);
    expect(lines.join()).toContain('"site":"north"');
    expect(lines.join()).not.toContain('Archer');
  });

  describe('at which people sign in', () => {
    it('lets them without opening, and closes the sessions when it is idle', async () => {
      const registry = registryOf(sitesConfig(signingInAt('north'), siteConfig('south')));
      const begun = await registry.signIn('north');
      expect(begun).toMatchObject({ site: { id: 'north', name: null }, smart: { isRedirectShared: false } });
      await vi.advanceTimersByTimeAsync(2 * IDLE_MS);
      begun?.release();
      await vi.advanceTimersByTimeAsync(2 * IDLE_MS);
      expect(events).toEqual([
        'open sessions north at https://north.example.org/fhir',
        'close sessions north',
      ]);
      expect([
        await registry.signIn('south'),
        await registry.signIn('west'),
        await registry.signIn(null),
      ]).toEqual([null, null, null]);
    });

    it('opens if it is a sandbox, which has a URL only then', async () => {
      const registry = registryOf(sitesConfig(signingInAt('north', { epic: null })));
      expect(await registry.findSignIn('https://fhir.example.org')).toBeNull();
      const begun = await registry.signIn('north');
      expect(events).toEqual(['open north', 'open sessions north at https://fhir.example.org']);
      expect(await registry.findSignIn('https://fhir.example.org')).toMatchObject({ site: { id: 'north' } });
      await vi.advanceTimersByTimeAsync(2 * IDLE_MS);
      begun?.release();
      expect(events).toHaveLength(2);
    });

    it('is found by its FHIR server, exact but for a final slash', async () => {
      const { epic } = signingInAt('north');
      const registry = registryOf({
        ...sitesConfig(
          signingInAt('north'),
          signingInAt('south', { epic }),
          signingInAt('east'),
          siteConfig('west', { epic }),
        ),
        defaultId: 'south',
      });
      const siteAt = async (iss: string): Promise<string | undefined> => {
        const begun = await registry.findSignIn(iss);
        begun?.release();
        return begun?.site?.id;
      };
      expect(await siteAt('https://east.example.org/fhir')).toBe('east');
      expect(await siteAt('https://east.example.org/fhir/')).toBe('east');
      // The default site is chosen among several.
      expect(await siteAt('https://north.example.org/fhir')).toBe('south');
      for (const iss of ['//', '/x', '?a=b', '#'].map((end) => `https://east.example.org/fhir${end}`))
        expect(await siteAt(iss)).toBeUndefined();
      expect(await siteAt('https://EAST.example.org/fhir')).toBeUndefined();
    });

    it('closes its sessions when its configuration changes, after the operations that use them', async () => {
      const registry = registryOf(sitesConfig(signingInAt('north')));
      const begun = await registry.signIn('north');
      registry.replace(sitesConfig(signingInAt('north', { name: 'new north' })));
      await vi.advanceTimersByTimeAsync(0);
      expect(events).toHaveLength(1);
      begun?.release();
      await vi.advanceTimersByTimeAsync(0);
      expect(events).toEqual([
        'open sessions north at https://north.example.org/fhir',
        'close sessions north',
      ]);
    });

    it('offers no sign-in after the registry has closed', async () => {
      const registry = registryOf(sitesConfig(signingInAt('north')));
      await registry.close();
      expect(await registry.signIn('north')).toBeNull();
      expect(await registry.findSignIn('https://north.example.org/fhir')).toBeNull();
    });
  });

  it('stops within seconds if a site neither opens nor closes, and opens no site afterwards', async () => {
    const registry = registryOf(sitesConfig(siteConfig('north')), () => new Promise(() => {}));
    void leaseOf(registry, 'north');
    await vi.advanceTimersByTimeAsync(0);
    const admission = await registry.admit('north', requestCredentials());
    const closed = registry.close();
    await vi.advanceTimersByTimeAsync(6_000);
    await closed;
    if (admission.kind !== 'admitted') throw new Error(admission.kind);
    expect(await rejectionOf(admission.open())).toMatchObject({ code: 'OPERATION_ABORTED' });
  });

  it('checks a proof for a site that does not exist too, and opens nothing [T1-D14]', async () => {
    const registry = registryOf(sitesConfig(siteConfig('north')));
    let checks = 0;
    for (const id of ['none', 'north', null]) {
      const lease = await registry.open(id, async ({ deriveKey }) => {
        checks += 1;
        return deriveKey('document links').length === 32;
      });
      // The keys of a closed sandbox do not exist yet.
      expect(lease).toBeNull();
    }
    expect([checks, events]).toEqual([3, []]);
  });

  it('reads the token of a request for the list once, however many sites there are', async () => {
    let reads = 0;
    class Counted extends Array<string> {
      override [Symbol.iterator](): ArrayIterator<string> {
        reads += 1;
        return super[Symbol.iterator]();
      }
    }
    const callers = tokenVerificationOf('https://issuer.example.org');
    const sites = Array.from({ length: 500 }, (_, index) => siteConfig(`site-${index}`, { callers }));
    const credentials = requestCredentials({ authorization: Counted.of('Bearer x') });
    const listed = await registryOf(sitesConfig(...sites)).list?.(credentials);
    expect([reads, listed?.kind]).toEqual([1, 'list']);
  });

  it('opens each of 500 sites once, and closes all of them', async () => {
    const ids = Array.from({ length: 500 }, (_, index) => `site-${index}`);
    const registry = registryOf(sitesConfig(...ids.map((id) => siteConfig(id))));
    const leases = await Promise.all([...ids, ...ids].map((id) => leaseOf(registry, id)));
    expect(events).toHaveLength(500);
    expect(countOpen(registry)).toBe(500);
    for (const { release } of leases) release();
    await vi.advanceTimersByTimeAsync(IDLE_MS);
    expect(events).toHaveLength(1_000);
    expect(countOpen(registry)).toBe(0);
  });

  it.each([true, false])('opens a site for a proof of that site only: %s', async (isProof) => {
    const { privateKey } = rsa();
    const epic = createKeyConnection({
      baseUrl: 'https://a.example.org',
      clientId: 'c',
      privateKey,
      keyId: 'k',
    });
    const registry = registryOf(sitesConfig(siteConfig('north', { epic }), siteConfig('sandbox')));
    const proven: unknown[] = [];
    const lease = await registry.open('north', async ({ id, upstream }) => {
      proven.push([id, upstream]);
      return isProof;
    });
    expect(lease === null).toBe(!isProof);
    expect(proven).toEqual([['north', 'https://a.example.org']]);
    // The keys of a sandbox begin and end with it, and no site has the id west.
    for (const id of ['sandbox', 'west']) expect(await registry.open(id, async () => true)).toBeNull();
    expect(events).toEqual(isProof ? ['open north'] : []);
  });
});

function countOpen(registry: SiteRegistry): number {
  return registry.listStates().filter(({ state }) => state === 'open').length;
}
