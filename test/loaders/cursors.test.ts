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

describe('a cursor', () => {
  it.each<[string, ListPosition]>([
    ['a place on a further page', PAGE],
    ['a place on the first page', { kind: 'page', link: null, skip: 0 }],
    ['a place in a list of ids', ID],
  ])('leads back to %s', async (_what, position) => {
    await expect(cursors().open(await seal(position), SCOPE, CALLER)).resolves.toEqual(position);
  });

  it.each<[string, unknown, unknown]>([
    ['the order of the criteria', { a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }],
    ['criteria that are null or not given', { a: 1, b: null, c: undefined }, { a: 1 }],
  ])('does not depend on %s', async (_what, filter, same) => {
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
  ])('is no good for another %s', async (_what, scope, caller) => {
    await expect(refusal(await seal(), { ...SCOPE, ...scope }, caller)).resolves.toEqual(INVALID);
  });

  it('is no good for ids in another order, which are another list', async () => {
    const cursor = await cursors().seal(ID, { ...SCOPE, filter: { ids: ['a', 'b'] } }, CALLER);
    await expect(refusal(cursor, { ...SCOPE, filter: { ids: ['b', 'a'] } })).resolves.toEqual(INVALID);
  });

  it('is no good for another FHIR server, nor for another gateway', async () => {
    const cursor = await seal();
    await expect(
      refusal(cursor, SCOPE, CALLER, cursors(NOW, 'https://other.example.org/R4')),
    ).resolves.toEqual(INVALID);
    const otherKey = new Uint8Array(32).fill(8);
    await expect(refusal(cursor, SCOPE, CALLER, cursors(NOW, UPSTREAM, otherKey))).resolves.toEqual(INVALID);
  });

  it('is good until its lifetime is over', async () => {
    const cursor = await seal();
    const lastSecond = cursors(NOW + LIFETIME_SECONDS * 1_000 - 1_000);
    await expect(lastSecond.open(cursor, SCOPE, CALLER)).resolves.toEqual(PAGE);
    await expect(refusal(cursor, SCOPE, CALLER, cursors(NOW + LIFETIME_SECONDS * 1_000))).resolves.toEqual(
      EXPIRED,
    );
  });

  it('is invalid rather than expired where it is both foreign and too old', async () => {
    const later = cursors(NOW + 2 * LIFETIME_SECONDS * 1_000);
    await expect(refusal(await seal(), SCOPE, { ...CALLER, subject: 'other' }, later)).resolves.toEqual(
      INVALID,
    );
  });

  it('is invalid where any one of its characters is altered', async () => {
    const cursor = await seal();
    const altered = Array.from(cursor).map(
      (character, at) => cursor.slice(0, at) + other(character) + cursor.slice(at + 1),
    );
    expect(new Set(altered).size).toBe(cursor.length);
    const refusals = await Promise.all(altered.map((one) => refusal(one)));
    expect(refusals).toEqual(altered.map(() => INVALID));
  });

  it('is invalid where it is cut off anywhere, at either end, or has more at its end', async () => {
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
  ])('is invalid where it never was one: %.20j', async (text) => {
    await expect(refusal(text)).resolves.toEqual(INVALID);
  });

  it.each([
    ['nothing', null],
    ['another kind of place', { kind: 'offset', offset: 3 }],
    ['a place before the start', { kind: 'id', id: 'a', index: -1 }],
    ['half a skip', { kind: 'page', link: null, skip: 0.5 }],
    ['a link that is none', { kind: 'page', link: 7, skip: 0 }],
  ])('is invalid where what was sealed is %s', async (_what, value) => {
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

  it.each([PAGE, ID])('tells nothing of what is in it: %j', async (position) => {
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

  it('is another one each time, so that equal positions cannot be recognized', async () => {
    expect(await seal()).not.toBe(await seal());
  });
});

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A character that differs in the highest of its six bits, which counts even where the lower ones are padding. */
function other(character: string): string {
  const value = BASE64URL.indexOf(character);
  return value === -1 ? 'A' : BASE64URL.charAt(value ^ 32);
}

function decoded(part: string, encoding: string): string {
  const bytes = Buffer.from(part, 'base64url');
  return encoding === 'utf8' ? bytes.toString('utf8') : bytes.toString('latin1');
}
