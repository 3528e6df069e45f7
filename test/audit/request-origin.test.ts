import { describe, expect, it } from 'vitest';
import { isPurposeOfUse, createPurposeConcept } from '../../src/audit/purpose-of-use.ts';
import { readRequestOrigin } from '../../src/audit/request-origin.ts';
import { conceptsOf } from './definitions.ts';

const parseOrigin = (headers: Record<string, string>): ReturnType<typeof readRequestOrigin> =>
  readRequestOrigin({ ip: '::1', id: 'request-1', headers });

describe('readRequestOrigin', () => {
  it('returns only the address and the id of a request without headers', () => {
    expect(parseOrigin({})).toEqual({
      address: '::1',
      requestId: 'request-1',
      traceId: null,
      purposeOfUse: null,
      hasUnknownPurpose: false,
    });
  });

  it.each([
    ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', '0af7651916cd43dd8448eb211c80319c'],
    ['01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more', '0af7651916cd43dd8448eb211c80319c'],
    ['ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', null],
    ['00-00000000000000000000000000000000-b7ad6b7169203331-01', null],
    ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', null],
    ['00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01', null],
    ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more', null],
    ['x 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', null],
    ['Camila Lopez', null],
  ])('parses the traceparent "%s" to the trace id %s', (traceparent, traceId) => {
    expect(parseOrigin({ traceparent }).traceId).toBe(traceId);
  });

  it.each([
    ['TREAT', 'TREAT', false],
    [' ETREAT ', 'ETREAT', false],
    ['', null, false],
    ['treat', null, true],
    ['TREAT, ETREAT', null, true],
    ['constructor', null, true],
  ])('parses the purpose "%s" to %s (unknown: %s)', (header, purposeOfUse, isUnknown) => {
    expect(parseOrigin({ 'x-purpose-of-use': header })).toMatchObject({
      purposeOfUse,
      hasUnknownPurpose: isUnknown,
    });
  });
});

describe('isPurposeOfUse', () => {
  const hl7Purposes = conceptsOf('http://terminology.hl7.org/CodeSystem/v3-ActReason', 'PurposeOfUse');

  it('accepts every purpose of HL7’s value set, and createPurposeConcept returns its display', () => {
    expect(hl7Purposes.size).toBe(60);
    for (const [code, display] of hl7Purposes) {
      if (!isPurposeOfUse(code)) throw new Error(`${code} is missing`);
      expect(createPurposeConcept(code).coding).toEqual([
        { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code, display },
      ]);
    }
  });

  it('accepts no other ActReason code', () => {
    const others = conceptsOf('http://terminology.hl7.org/CodeSystem/v3-ActReason').keys();
    expect([...others].filter((code) => isPurposeOfUse(code) && !hl7Purposes.has(code))).toEqual([]);
  });
});
