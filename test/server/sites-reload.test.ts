import { beforeEach, describe, expect, it } from 'vitest';
import { type Config, loadConfig } from '../../src/config/config.ts';
import { createLog } from '../../src/observability/log.ts';
import { NOOP_OBSERVER, type TelemetryEvent } from '../../src/observability/observer.ts';
import { createSitesReload, type SitesReload } from '../../src/server/sites-reload.ts';
import { signingInAt } from '../support/site-config.ts';

const SITES = { defaultId: null, byId: {} };
const started: Config = { ...loadConfig({}), sites: SITES };

let events: TelemetryEvent[];
let lines: string[];
let replaced: number;
let reload: SitesReload;

beforeEach(() => {
  events = [];
  lines = [];
  replaced = 0;
  reload = createSitesReload({
    started,
    registry: { replace: () => void (replaced += 1) },
    observer: { ...NOOP_OBSERVER, emit: (event) => void events.push(event) },
    log: createLog('info', { write: (line) => void lines.push(line) }),
  });
});

describe('a reload of the sites file', () => {
  it('replaces the sites', () => {
    reload.reload(() => started);
    expect([replaced, reload.listProblems(), events]).toEqual([
      1,
      [],
      [{ kind: 'sites-reloaded', isValid: true }],
    ]);
  });

  it('logs the warnings of the new file', () => {
    reload.reload(() => ({ ...started, warnings: ['sites.a: open'] }));
    expect(lines.join()).toMatch(/"reason":"sites.a: open","event":"configuration_warning"/);
  });

  it('never ends the process, whatever error reading causes', () => {
    reload.reload(() => {
      throw new RangeError('S3CRET');
    });
    expect([replaced, reload.listProblems(), events]).toEqual([
      0,
      [expect.stringMatching(/^SITES_FILE: /)],
      [{ kind: 'sites-reloaded', isValid: false }],
    ]);
    expect(lines.join()).toContain('sites_not_reloaded');
    expect(lines.join()).not.toContain('S3CRET');
    reload.reload(() => started);
    expect(reload.listProblems()).toEqual([]);
  });

  it('needs a restart if idempotency keys or the audit would move', () => {
    for (const changed of [
      { state: { kind: 'sqlite', path: 'gateway-state.sqlite' } },
      { audit: { ...started.audit, sink: { kind: 'stdout' } } },
    ] satisfies Partial<Config>[]) {
      reload.reload(() => ({ ...started, ...changed }));
      expect([replaced, reload.listProblems()]).toEqual([0, [expect.stringMatching(/restart/)]]);
    }
  });

  it('needs a restart if there is no secret for the sessions of the first people who sign in', () => {
    const sites = { defaultId: null, byId: { north: signingInAt('north') } };
    reload.reload(() => ({ ...started, sites }));
    expect([replaced, reload.listProblems()]).toEqual([
      0,
      [expect.stringMatching(/SESSION_SECRET: restart/)],
    ]);
  });
});
