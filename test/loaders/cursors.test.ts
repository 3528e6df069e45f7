import { describe, expect, it } from 'vitest';
import { createSealer } from '../../src/auth/sealer.ts';
import type { Caller } from '../../src/access/caller.ts';
import {
  createCursors,
  type Cursors,
  type CursorScope,
  type ListPosition,
} from '../../src/loaders/cursors.ts';
import { callerWith } from '../support/callers.ts';
import { rejectionOf } from '../support/refusal.ts';

const UPSTREAM = 'https://ehr.example.org/api/FHIR/R4';
const KEY = new Uint8Array(32).fill(7);
const LIFETIME_SECONDS = 3_600;
const NOW = Date.parse('2026-05-01T12:00:00.500Z');

const CALLER = callerWith('user/*.rs', { subject: 'nurse-Eastwick', client: 'ward-app' });
const SCOPE: CursorScope = {
  field: 'Query.patientsConnection',
  filter: { family: 'Quillfeather', given: 'Ingrid', birthDate: '1966-02-03' },
};
const PAGE: ListPosition = { kind: 'page', link: `${UPSTREAM}/Patient?sessionID=24-ABCDEF`, skip: 3 };
const ID: ListPosition = { kind: 'id', id: 'e0w0LEDCYtfckT6N.CkJKCw3', index: 6 };

const INVALID = {
  code: 'CURSOR_INVALID',
  message: '`after` expects a cursor of the same field, with the same filter and for the same caller.',
};
const EXPIRED = { code: 'CURSOR_EXPIRED', message: 'The cursor has expired. Start again without `after`.' };

function cursors(now = NOW, upstream = UPSTREAM, key = KEY): Cursors {
  return createCursors(createSealer({ lifetimeSeconds: LIFETIME_SECONDS, now: () => now, key }), upstream);
}

async function seal(position: ListPosition = PAGE): Promise<string> {
  return cursors().seal(position, SCOPE, CALLER);
}

async function refusal(cursor: string, scope = SCOPE, caller = CALLER, by = cursors()): Promise<unknown> {
  return rejectionOf(by.open(cursor, scope, caller));
}

describe('a cursor [T1-T4]', () => {
  it.each<[string, ListPosition]>([
    ['a position on a further page', PAGE],
    ['a position on the first page', { kind: 'page', link: null, skip: 0 }],
    ['a position in a list of ids', ID],
  ])('opens a cursor to %s', async (_what, position) => {
    await expect(cursors().open(await seal(position), SCOPE, CALLER)).resolves.toEqual(position);
  });

  it.each<[string, unknown, unknown]>([
    ['the order of the criteria', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
    ['null and missing criteria', { a: 1, b: null, c: undefined }, { a: 1 }],
  ])('accepts a cursor whatever %s', async (_what, filter, same) => {
    const cursor = await cursors().seal(PAGE, { ...SCOPE, filter }, CALLER);
    await expect(cursors().open(cursor, { ...SCOPE, filter: same }, CALLER)).resolves.toEqual(PAGE);
  });

  it.each<[string, Partial<CursorScope>, Caller]>([
    ['caller', {}, { ...CALLER, subject: 'nurse-Westwick' }],
    ['issuer', {}, { ...CALLER, issuer: 'https://elsewhere.example.org' }],
    ['client', {}, { ...CALLER, client: 'other-app' }],
    ['patient of the caller', {}, { ...CALLER, patient: 'eOther' }],
    ['field', { field: 'Patient.observationsConnection' }, CALLER],
    ['filter', { filter: { family: 'Quillfeather', given: 'Ingrid', birthDate: '1966-02-04' } }, CALLER],
    ['filter with more criteria', { filter: { ...Object(SCOPE.filter), gender: 'female' } }, CALLER],
    ['filter with none', { filter: {} }, CALLER],
  ])('refuses the cursor of another %s', async (_what, scope, caller) => {
    await expect(refusal(await seal(), { ...SCOPE, ...scope }, caller)).resolves.toEqual(INVALID);
  });

  it('refuses the cursor of a list with the same ids in another order', async () => {
    const cursor = await cursors().seal(ID, { ...SCOPE, filter: { ids: ['a', 'b'] } }, CALLER);
    await expect(refusal(cursor, { ...SCOPE, filter: { ids: ['b', 'a'] } })).resolves.toEqual(INVALID);
  });

  it('refuses the cursor of another FHIR server or another gateway', async () => {
    const cursor = await seal();
    await expect(
      refusal(cursor, SCOPE, CALLER, cursors(NOW, 'https://other.example.org/R4')),
    ).resolves.toEqual(INVALID);
    const otherKey = new Uint8Array(32).fill(8);
    await expect(refusal(cursor, SCOPE, CALLER, cursors(NOW, UPSTREAM, otherKey))).resolves.toEqual(INVALID);
  });

  it('accepts a cursor until it expires', async () => {
    const cursor = await seal();
    const lastSecond = cursors(NOW + LIFETIME_SECONDS * 1_000 - 1_000);
    await expect(lastSecond.open(cursor, SCOPE, CALLER)).resolves.toEqual(PAGE);
    await expect(refusal(cursor, SCOPE, CALLER, cursors(NOW + LIFETIME_SECONDS * 1_000))).resolves.toEqual(
      EXPIRED,
    );
  });

  it('refuses an expired cursor of another caller as invalid, not as expired', async () => {
    const later = cursors(NOW + 2 * LIFETIME_SECONDS * 1_000);
    await expect(refusal(await seal(), SCOPE, { ...CALLER, subject: 'other' }, later)).resolves.toEqual(
      INVALID,
    );
  });

  it('refuses a cursor with any character altered', async () => {
    const cursor = await seal();
    const altered = Array.from(cursor).map(
      (character, at) => cursor.slice(0, at) + other(character) + cursor.slice(at + 1),
    );
    expect(new Set(altered).size).toBe(cursor.length);
    const refusals = await Promise.all(altered.map((one) => refusal(one)));
    expect(refusals).toEqual(altered.map(() => INVALID));
  });

  it('refuses a cursor that is truncated at either end or extended', async () => {
    const cursor = await seal();
    const cut = Array.from(cursor).flatMap((_character, at) => [cursor.slice(0, at), cursor.slice(at + 1)]);
    const longer = ['A', 'AAAA', '.', '.AAAA'].map((more) => cursor + more);
    const refusals = await Promise.all([...cut, ...longer].map((one) => refusal(one)));
    expect(refusals).toEqual([...cut, ...longer].map(() => INVALID));
  });

  it.each([
    '',
    ' ',
    'null',
    'abc',
    '....',
    'a.b.c',
    'eyJhbGciOiJub25lIn0.e30.',
    '\0',
    '😀',
    'x'.repeat(100_000),
  ])('refuses a text that is not a cursor: %.20j', async (text) => {
    await expect(refusal(text)).resolves.toEqual(INVALID);
  });

  it.each([
    ['null', null],
    ['an unknown kind of position', { kind: 'offset', offset: 3 }],
    ['a negative index', { kind: 'id', id: 'a', index: -1 }],
    ['a fractional skip', { kind: 'page', link: null, skip: 0.5 }],
    ['a link that is not a string', { kind: 'page', link: 7, skip: 0 }],
  ])('refuses a cursor that seals %s', async (_what, value) => {
    const sealing: unknown[] = [];
    const spy = createSealer({ lifetimeSeconds: LIFETIME_SECONDS, now: () => NOW, key: KEY });
    const recording = createCursors(
      { ...spy, seal: (sealed, binding) => (sealing.push(sealed), spy.seal(value, binding)) },
      UPSTREAM,
    );
    const cursor = await recording.seal(PAGE, SCOPE, CALLER);
    expect(sealing).toEqual([PAGE]);
    await expect(refusal(cursor)).resolves.toEqual(INVALID);
  });

  it.each([PAGE, ID])('reveals nothing of the position %j', async (position) => {
    const cursor = await seal(position);
    const parts = cursor.split('.');
    const readable = [
      cursor,
      ...parts.flatMap((part) => ['latin1', 'utf8'].map((encoding) => decoded(part, encoding))),
    ];
    expect(decoded(parts[0] ?? '', 'utf8')).toBe('{"alg":"dir","enc":"A256GCM"}');
    for (const secret of [
      'example.org',
      'sessionID',
      'ABCDEF',
      'e0w0',
      'CkJKCw3',
      'Quill',
      'Ingrid',
      '1966',
      'nurse',
      'Query',
    ]) {
      expect(readable.filter((text) => text.includes(secret))).toEqual([]);
    }
  });

  it('seals equal positions into different cursors', async () => {
    expect(await seal()).not.toBe(await seal());
  });
});

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Returns a character that differs in the highest of its six bits, because the lower ones can be padding. */
function other(character: string): string {
  const value = BASE64URL.indexOf(character);
  return value === -1 ? 'A' : BASE64URL.charAt(value ^ 32);
}

function decoded(part: string, encoding: string): string {
  const bytes = Buffer.from(part, 'base64url');
  return encoding === 'utf8' ? bytes.toString('utf8') : bytes.toString('latin1');
}
