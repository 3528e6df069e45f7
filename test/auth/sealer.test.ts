import { randomBytes } from 'node:crypto';
import { EncryptJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSealer, type SealBinding, type Sealer } from '../../src/auth/sealer.ts';

const START = Date.UTC(2026, 9, 1);
const BINDING: SealBinding = {
  issuer: 'https://fhir.example.org',
  subject: 'ann',
  audience: 'Query.patients',
};
const VALUE = { link: 'https://fhir.example.org/R4/Patient?sessionID=CANARY', skip: 3 };
const key = randomBytes(32);

/** Creates a sealer with a clock that the test sets. */
function sealerAt(clock: { now: number }, sealerKey: Uint8Array = key): Sealer {
  return createSealer({ lifetimeSeconds: 60, now: () => clock.now, key: sealerKey });
}

describe('a sealed value', () => {
  it.each([VALUE, 'text', 0, null, false, [], { deep: { list: [1, 'é'] } }])(
    'opens a sealed value unchanged: %j',
    async (value) => {
      const sealer = sealerAt({ now: START });
      const sealed = await sealer.seal(value, BINDING);
      expect(await sealer.open(sealed, BINDING)).toEqual({ kind: 'value', value });
    },
  );

  it('hides a sealed value and its binding', async () => {
    const sealed = await sealerAt({ now: START }).seal(VALUE, BINDING);
    const parts = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(parts[0]).toBe('{"alg":"dir","enc":"A256GCM"}');
    expect(parts.slice(1).join('')).not.toMatch(/CANARY|sessionID|fhir|ann|Query/);
  });

  it('seals a value as URL-safe text that differs each time', async () => {
    const sealer = sealerAt({ now: START });
    const sealed = await Promise.all([sealer.seal(VALUE, BINDING), sealer.seal(VALUE, BINDING)]);
    expect(sealed.every((one) => /^[\w.-]+$/.test(one))).toBe(true);
    expect(sealed[0]).not.toBe(sealed[1]);
  });

  it('opens a sealed value in every process with the same key, and in none with another key', async () => {
    const sealed = await sealerAt({ now: START }).seal(VALUE, BINDING);
    expect(await sealerAt({ now: START }).open(sealed, BINDING)).toEqual({ kind: 'value', value: VALUE });
    const foreign = sealerAt({ now: START }, randomBytes(32));
    expect(await foreign.open(sealed, BINDING)).toEqual({ kind: 'invalid' });
  });

  it('reports a sealed value as expired after its lifetime', async () => {
    const clock = { now: START };
    const sealer = sealerAt(clock);
    const sealed = await sealer.seal(VALUE, BINDING);
    clock.now = START + 59_999;
    expect(await sealer.open(sealed, BINDING)).toEqual({ kind: 'value', value: VALUE });
    clock.now = START + 60_000;
    expect(await sealer.open(sealed, BINDING)).toEqual({ kind: 'expired', value: VALUE });
  });

  it.each([
    ['another issuer', { ...BINDING, issuer: 'https://other.example.org' }],
    ['another subject', { ...BINDING, subject: 'bob' }],
    ['another audience', { ...BINDING, audience: 'Query.others' }],
    ['an empty binding', { issuer: '', subject: '', audience: '' }],
  ])('refuses a sealed value for %s, expired or not', async (_name, binding) => {
    const clock = { now: START };
    const sealer = sealerAt(clock);
    const sealed = await sealer.seal(VALUE, BINDING);
    expect(await sealer.open(sealed, binding)).toEqual({ kind: 'invalid' });
    clock.now += 120_000;
    expect(await sealer.open(sealed, binding)).toEqual({ kind: 'invalid' });
  });
});

describe('a value that the sealer did not seal', () => {
  const sealer = sealerAt({ now: START });

  it('refuses a sealed value with one changed character', async () => {
    const sealed = await sealer.seal(VALUE, BINDING);
    const kinds = new Set<string>();
    for (let at = 0; at < sealed.length; at += 1) {
      // The last bits of a part are unused in base64url, and zero. The first bits of a character always
      // count.
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'g' : 'A') + sealed.slice(at + 1);
      kinds.add((await sealer.open(changed, BINDING)).kind);
    }
    expect([...kinds]).toEqual(['invalid']);
  });

  it.each([
    ['an empty string', ''],
    ['dots', '....'],
    ['text', 'not sealed'],
    ['base64', Buffer.from(JSON.stringify({ value: 1 })).toString('base64')],
    ['a NUL', '\u0000'],
    ['half a surrogate', '\uD800'],
    ['an unsecured JWT', new UnsecuredJWT({ value: 1 }).setIssuer(BINDING.issuer).encode()],
    [
      'a header with the algorithm none',
      `${Buffer.from('{"alg":"none","enc":"none"}').toString('base64url')}....`,
    ],
    ['a header that is not an object', `${Buffer.from('null').toString('base64url')}..a.a.a`],
    ['a megabyte', 'A'.repeat(1_048_576)],
    ['a megabyte of dots', '.'.repeat(1_048_576)],
    ['a megabyte of header', `${'A'.repeat(1_048_576)}..a.a.a`],
  ])('refuses a text that was not sealed: %s', async (_name, text) => {
    expect(await sealer.open(text, BINDING)).toEqual({ kind: 'invalid' });
  });

  it.each([
    { alg: 'A256GCMKW', enc: 'A256GCM' },
    { alg: 'A256KW', enc: 'A256GCM' },
    { alg: 'dir', enc: 'A128CBC-HS256' },
  ])('refuses a value in another algorithm, even with the right key: %o', async (header) => {
    const sealed = await new EncryptJWT({ value: 1 })
      .setProtectedHeader(header)
      .setIssuer(BINDING.issuer)
      .setSubject(BINDING.subject)
      .setAudience(BINDING.audience)
      .setExpirationTime(START / 1000 + 60)
      .encrypt(key);
    expect(await sealer.open(sealed, BINDING)).toEqual({ kind: 'invalid' });
  });

  it('refuses a value without an expiry, even with the right key', async () => {
    const sealed = await new EncryptJWT({ value: 1 })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setIssuer(BINDING.issuer)
      .setSubject(BINDING.subject)
      .setAudience(BINDING.audience)
      .encrypt(key);
    expect(await sealer.open(sealed, BINDING)).toEqual({ kind: 'invalid' });
  });
});
