import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.ts';
import { createKeyConnection } from '../../src/config/connection.ts';
import { createSharedCachePool } from '../../src/loaders/shared-cache-pool.ts';
import { createGrantPool } from '../../src/loaders/upstream.ts';
import { createLog } from '../../src/observability/log.ts';
import { NOOP_OBSERVER } from '../../src/observability/observer.ts';
import { createThrottlePool } from '../../src/resilience/throttle-pool.ts';
import { createSiteOpener } from '../../src/server/site-opener.ts';
import { rsa } from '../config/key-material.ts';

const CONNECTION = createKeyConnection({
  baseUrl: 'https://fhir.example.org',
  clientId: 'c',
  privateKey: rsa().privateKey,
  keyId: 'k',
});

describe('a site whose audit fails to close', () => {
  it('closes everything else, and reports the failure', async () => {
    const config = loadConfig({});
    const closed: string[] = [];
    const throttles = createThrottlePool(null);
    const openSite = createSiteOpener({
      config,
      state: null,
      notes: { convert: () => Promise.reject(new Error('Not used.')), close: async () => {} },
      caches: createSharedCachePool({ isShared: true }),
      grants: createGrantPool(),
      throttles: {
        ...throttles,
        borrow(...server) {
          const { throttle, release } = throttles.borrow(...server);
          return {
            throttle,
            release() {
              closed.push('throttle');
              release();
            },
          };
        },
      },
      sinks: {
        borrow: async () => ({ write: async () => {}, close: () => Promise.reject(new Error('disk full')) }),
        resumeDelivery: () => {},
        reopen: () => {},
        spoolCounts: () => null,
        close: async () => {},
      },
      startSandbox: async () => ({
        connection: CONNECTION,
        panel: { kind: 'none' },
        mrnSystem: 'MRN',
        launcherUrl: 'http://127.0.0.1/launcher',
        close: async () => void closed.push('sandbox'),
      }),
      observer: NOOP_OBSERVER,
      log: createLog('silent'),
    });
    const { close } = await openSite(
      { ...config, id: 'north', sandbox: 'standard', auditSink: { kind: 'stdout' } },
      { findGrant: async () => null },
    );
    await expect(close()).rejects.toThrow('disk full');
    expect(closed).toEqual(['throttle', 'sandbox']);
  });
});
