import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSharedRoom } from '../../src/audit/shared-room.ts';
import { createSinkPool, type SinkPool } from '../../src/audit/sink-pool.ts';
import { openSpool } from '../../src/audit/spool.ts';
import type { AuditSink } from '../../src/config/values.ts';
import { createBufferedOutput } from '../../src/observability/buffered-output.ts';
import { createLog } from '../../src/observability/log.ts';
import { PATIENCE } from '../support/patience.ts';
import { rejectionOf } from '../support/refusal.ts';
import { type AuditServer, startAuditServer } from './audit-server.ts';

const EVENT = '{"resourceType":"AuditEvent"}';

let folder: string;
let pools: SinkPool[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  pools = [];
});

afterEach(async () => {
  for (const pool of pools) await pool.close();
  rmSync(folder, { recursive: true });
});

function createPool(
  sink: AuditSink = { kind: 'none' },
  maxEvents = 100,
  write: (line: string) => void = () => {},
): SinkPool {
  const pool = createSinkPool({
    config: {
      sink,
      isRequired: true,
      tokenFile: null,
      spool: { path: join(folder, 'spool.sqlite'), maxEvents },
    },
    isShared: true,
    log: createLog('warn', { write }),
    output: createBufferedOutput(new PassThrough()),
  });
  pools.push(pool);
  return pool;
}

async function borrow(pool: SinkPool, destination: AuditSink, site?: string) {
  const sink = await pool.borrow(destination, site);
  if (sink === null) throw new Error('There is no sink.');
  return sink;
}

describe('a pool of sinks', () => {
  it('opens a file once for all sites, and closes it with the last one', async () => {
    const pool = createPool();
    const path = join(folder, 'audit.ndjson');
    const [north, south] = await Promise.all([
      borrow(pool, { kind: 'file', path }, 'north'),
      borrow(pool, { kind: 'file', path: join(folder, '.', 'audit.ndjson') }, 'south'),
    ]);
    await north.write([EVENT]);
    await north.close();
    await south.write([EVENT]);
    expect(readFileSync(path, 'utf8')).toBe(`${EVENT}\n${EVENT}\n`);
    await south.close();
    expect(await rejectionOf(south.write([EVENT]))).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    const again = await borrow(pool, { kind: 'file', path }, 'south');
    await again.write([EVENT]);
    await again.close();
  });

  it('opens a file again only when its former writer has closed it', async () => {
    const pool = createPool();
    const path = join(folder, 'audit.ndjson');
    const former = await borrow(pool, { kind: 'file', path }, 'north');
    // Node writes it in several pieces.
    const long = JSON.stringify({ resourceType: 'AuditEvent', id: 'x'.repeat(2_000_000) });
    const written = former.write([long]);
    const closed = former.close();
    const next = await borrow(pool, { kind: 'file', path }, 'north');
    await next.write([EVENT]);
    await Promise.all([written, closed, next.close()]);
    expect(readFileSync(path, 'utf8')).toBe(`${long}\n${EVENT}\n`);
  });

  it('names the site in the log of its file, and no site for a file of the gateway', async () => {
    const logLines: string[] = [];
    const pool = createPool({ kind: 'none' }, 100, (line) => void logLines.push(line));
    const own = { kind: 'file', path: join(folder, 'own') } as const;
    const common = { kind: 'file', path: join(folder, 'common') } as const;
    for (const { path } of [own, common]) writeFileSync(path, '', { mode: 0o644 });
    const sinks = [
      await borrow(pool, common),
      await borrow(pool, common, 'north'),
      await borrow(pool, own, 'north'),
    ];
    expect(logLines.map((line) => /"site":"(\w+)"/.exec(line)?.[1])).toEqual([undefined, 'north']);
    for (const sink of sinks) await sink.close();
  });

  it('writes the events of a site though the file of another cannot be written [T7-D2]', async () => {
    const pool = createPool();
    const north = await borrow(pool, { kind: 'file', path: join(folder, 'north') }, 'north');
    const south = await borrow(pool, { kind: 'file', path: join(folder, 'south') }, 'south');
    await north.close();
    expect(await rejectionOf(north.write([EVENT]))).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    await south.write([EVENT]);
    await south.close();
    expect(readFileSync(join(folder, 'south'), 'utf8')).toBe(`${EVENT}\n`);
  });

  it('reopens every file after a rotation', async () => {
    const pool = createPool();
    const paths = ['one', 'other'].map((name) => join(folder, name));
    const sinks = await Promise.all(paths.map((path) => borrow(pool, { kind: 'file', path })));
    for (const path of paths) renameSync(path, `${path}.1`);
    pool.reopen();
    await vi.waitFor(() => paths.forEach((path) => readFileSync(path)), PATIENCE);
    for (const sink of sinks) {
      await sink.write([EVENT]);
      await sink.close();
    }
    for (const path of paths)
      expect([readFileSync(path, 'utf8'), readFileSync(`${path}.1`, 'utf8')]).toEqual([`${EVENT}\n`, '']);
  });

  it('reports a file that cannot be opened, and tries again for the next site', async () => {
    const pool = createPool();
    const destination = { kind: 'file', path: join(folder, 'none', 'audit') } as const;
    for (const site of ['north', 'south'])
      await expect(pool.borrow(destination, site)).rejects.toThrow(
        'AUDIT_LOG: expected a writable file (ENOENT)',
      );
    expect(await pool.borrow({ kind: 'none' })).toBeNull();
  });
});

describe('a pool of sinks with audit repositories', () => {
  let servers: readonly AuditServer[];
  let one: AuditServer;
  let other: AuditServer;

  beforeEach(async () => {
    [one, other] = await Promise.all([startAuditServer(), startAuditServer()]);
    servers = [one, other];
  });

  afterEach(async () => {
    for (const server of servers) await server.close();
  });

  it('delivers the events of each site to its repository, though another one fails', async () => {
    one.answer = () => 503;
    const pool = createPool();
    const north = await borrow(pool, { kind: 'fhir', baseUrl: one.baseUrl }, 'north');
    const south = await borrow(pool, { kind: 'fhir', baseUrl: other.baseUrl }, 'south');
    await north.write(['{"resourceType":"AuditEvent","id":"n"}']);
    await south.write(['{"resourceType":"AuditEvent","id":"s"}']);
    await other.untilTaken(1);
    expect(one.requests.map(({ body }) => body).join('')).not.toContain('"s"');
    expect(other.requests.map(({ body }) => body).join('')).not.toContain('"n"');
    await vi.waitFor(() => expect(north.spoolCounts?.()).toEqual({ waiting: 1, undeliverable: 0 }), PATIENCE);
  });

  it('delivers what an earlier process left, before any site opens', async () => {
    const earlier = openSpool({ path: join(folder, 'spool.sqlite'), maxEvents: 100 });
    const owners = [
      { site: '', destination: '' },
      { site: 'south', destination: other.baseUrl },
    ];
    earlier.add(owners.map((owner) => ({ events: [EVENT], kind: 'access', owner })));
    earlier.close();
    createPool({ kind: 'fhir', baseUrl: one.baseUrl }).resumeDelivery();
    await Promise.all([one.untilTaken(1), other.untilTaken(1)]);
    expect([one, other].map(({ requests }) => requests.some(({ method }) => method === 'POST'))).toEqual([
      true,
      true,
    ]);
  });

  it('keeps delivering the events of a site that has closed', async () => {
    one.answer = () => 503;
    const sink = await borrow(createPool(), { kind: 'fhir', baseUrl: one.baseUrl }, 'north');
    await sink.write([EVENT]);
    await sink.close();
    await vi.waitFor(() => expect(one.requests.length).toBeGreaterThan(0), PATIENCE);
    one.answer = () => 201;
    await one.untilTaken(1);
  });

  it('leaves room in the spool for other sites [T7-D2]', async () => {
    one.answer = () => 503;
    const pool = createPool({ kind: 'none' }, 20);
    const north = await borrow(pool, { kind: 'fhir', baseUrl: one.baseUrl }, 'north');
    const south = await borrow(pool, { kind: 'fhir', baseUrl: one.baseUrl }, 'south');
    const written = await Promise.allSettled(Array.from({ length: 30 }, () => north.write([EVENT])));
    expect(written.filter(({ status }) => status === 'fulfilled')).toHaveLength(10);
    await south.write(Array(5).fill(EVENT));
    expect(await rejectionOf(south.write([EVENT]))).toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(north.spoolCounts?.()).toEqual({ waiting: 15, undeliverable: 0 });
  });
});

describe('createSharedRoom', () => {
  it('lets one site fill a room that it does not share', () => {
    const room = createSharedRoom({ capacity: 100, isShared: false });
    room.hold('', 'access', 99);
    expect([room.hasRoomFor('', 1), room.hasRoomFor('', 2)]).toEqual([true, false]);
  });

  it('divides a shared room among the sites that use it, and refusals their part of it', () => {
    const room = createSharedRoom({ capacity: 100, isShared: true });
    room.hold('north', 'access', 50);
    expect([room.hasRoomFor('north', 1), room.hasRoomFor('south', 50)]).toEqual([false, true]);
    expect([room.hasRoomFor('south', 51), room.hasRoomFor('south', 2, 2)]).toEqual([false, true]);
    room.hold('north', 'refusal', 3);
    expect([room.hasRoomFor('north', 1, 1), room.hasRoomFor('south', 1, 1)]).toEqual([false, true]);
    room.hold('north', 'access', -50);
    expect(room.hasRoomFor('north', 40)).toBe(true);
  });
});
