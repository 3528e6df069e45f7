import { randomBytes } from 'node:crypto';
import { EncryptJWT, UnsecuredJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createSealer, type SealBinding, type Sealer } from '../../src/auth/sealer.ts';
import { cpuMsOf } from '../support/cpu.ts';

const START = Date.UTC(2026, 9, 1);
const BINDING: SealBinding = {
  issuer: 'https://fhir.example.org',
  subject: 'ann',
  audience: 'Query.patients',
};
const VALUE = { link: 'https://fhir.example.org/R4/Patient?sessionID=MARKED', skip: 3 };
const key = randomBytes(32);

/** A sealer whose clock is moved by hand. */
function sealerAt(clock: { now: number }, own: Uint8Array = key): Sealer {
  return createSealer({ lifetimeSeconds: 60, now: () => clock.now, key: own });
}

describe('what is sealed', () => {
  it.each([VALUE, 'text', 0, null, false, [], { deep: { list: [1, 'é'] } }])(
    'a sealed value opens unchanged: %j',
    async (value) => {
      const sealer = sealerAt({ now: START });
      const sealed = await sealer.seal(value, BINDING);
      expect(await sealer.open(sealed, BINDING)).toEqual({ kind: 'value', value });
    },
  );

  it('nobody else can read a sealed value or its binding', async () => {
    const sealed = await sealerAt({ now: START }).seal(VALUE, BINDING);
    const parts = sealed.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(parts[0]).toBe('{"alg":"dir","enc":"A256GCM"}');
    expect(parts.slice(1).join('')).not.toMatch(/MARKED|sessionID|fhir|ann|Query/);
  });

  it('a sealed value is safe in a URL, and different each time', async () => {
    const sealer = sealerAt({ now: START });
    const sealed = await Promise.all([sealer.seal(VALUE, BINDING), sealer.seal(VALUE, BINDING)]);
    expect(sealed.every((one) => /^[\w.-]+$/.test(one))).toBe(true);
    expect(sealed[0]).not.toBe(sealed[1]);
  });

  it('every process with the same key opens a sealed value, and none with another key does', async () => {
    const sealed = await sealerAt({ now: START }).seal(VALUE, BINDING);
    expect(await sealerAt({ now: START }).open(sealed, BINDING)).toEqual({ kind: 'value', value: VALUE });
    const foreign = sealerAt({ now: START }, randomBytes(32));
    expect(await foreign.open(sealed, BINDING)).toEqual({ kind: 'invalid' });
  });

  it('a sealed value expires with its lifetime, and is reported as expired', async () => {
    const clock = { now: START };
    const sealer = sealerAt(clock);
    const sealed = await sealer.seal(VALUE, BINDING);
    clock.now = START + 59_999;
    expect(await sealer.open(sealed, BINDING)).toEqual({ kind: 'value', value: VALUE });
    clock.now = START + 60_000;
    expect(await sealer.open(sealed, BINDING)).toEqual({ kind: 'expired', value: VALUE });
  });

  it.each([
    ['issuer', { ...BINDING, issuer: 'https://other.example.org' }],
    ['subject', { ...BINDING, subject: 'bob' }],
    ['audience', { ...BINDING, audience: 'Query.others' }],
    ['empty binding', { issuer: '', subject: '', audience: '' }],
  ])('a sealed value does not open for another %s, expired or not', async (_name, binding) => {
    const clock = { now: START };
    const sealer = sealerAt(clock);
    const sealed = await sealer.seal(VALUE, BINDING);
    expect(await sealer.open(sealed, binding)).toEqual({ kind: 'invalid' });
    clock.now += 120_000;
    expect(await sealer.open(sealed, binding)).toEqual({ kind: 'invalid' });
  });
});

describe('what was not sealed here', () => {
  const sealer = sealerAt({ now: START });

  it('a sealed value with one changed character is invalid', async () => {
    const sealed = await sealer.seal(VALUE, BINDING);
    const kinds = new Set<string>();
    for (let at = 0; at < sealed.length; at += 1) {
      // The last bits of a part mean nothing in base64url and are zero; the first bits of a character always count.
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'g' : 'A') + sealed.slice(at + 1);
      kinds.add((await sealer.open(changed, BINDING)).kind);
    }
    expect([...kinds]).toEqual(['invalid']);
  });

  it.each([
    ['nothing', ''],
    ['dots', '....'],
    ['text', 'not sealed'],
    ['base64', Buffer.from(JSON.stringify({ value: 1 })).toString('base64')],
    ['a NUL', '\u0000'],
    ['half a surrogate', '\uD800'],
    ['an unsecured JWT', new UnsecuredJWT({ value: 1 }).setIssuer(BINDING.issuer).encode()],
    ['a header that says none', `${Buffer.from('{"alg":"none","enc":"none"}').toString('base64url')}....`],
    ['a header that is no object', `${Buffer.from('null').toString('base64url')}..a.a.a`],
    ['a megabyte', 'A'.repeat(1_048_576)],
    ['a megabyte of dots', '.'.repeat(1_048_576)],
    ['a megabyte of header', `${'A'.repeat(1_048_576)}..a.a.a`],
  ])('a text that was not sealed is invalid: %s', async (_name, text) => {
    const cpuMs = await cpuMsOf(async () => {
      expect(await sealer.open(text, BINDING)).toEqual({ kind: 'invalid' });
    });
    expect(cpuMs).toBeLessThan(1_000);
  });

  it.each([
    { alg: 'A256GCMKW', enc: 'A256GCM' },
    { alg: 'A256KW', enc: 'A256GCM' },
    { alg: 'dir', enc: 'A128CBC-HS256' },
  ])('a value in another algorithm is invalid, even with the right key: %o', async (header) => {
    const sealed = await new EncryptJWT({ value: 1 })
      .setProtectedHeader(header)
      .setIssuer(BINDING.issuer)
      .setSubject(BINDING.subject)
      .setAudience(BINDING.audience)
      .setExpirationTime(START / 1000 + 60)
      .encrypt(key);
    expect(await sealer.open(sealed, BINDING)).toEqual({ kind: 'invalid' });
  });

  it('a value without an expiry is invalid, even with the right key', async () => {
    const sealed = await new EncryptJWT({ value: 1 })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setIssuer(BINDING.issuer)
      .setSubject(BINDING.subject)
      .setAudience(BINDING.audience)
      .encrypt(key);
    expect(await sealer.open(sealed, BINDING)).toEqual({ kind: 'invalid' });
  });
});
