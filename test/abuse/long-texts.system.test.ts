/**
 * Lists with a record whose text has millions of characters, in a process that no longer optimizes regular expressions. There, a repetition of that
 * length throws a RangeError (see packages/clinical-notes/test/unoptimized.system.test.ts).
 */
import { setFlagsFromString } from 'node:v8';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';

const MILLIONS = 6_000_000;
const SPACES = `x${' '.repeat(MILLIONS)}x`;
const DIGITS = '1'.repeat(MILLIONS);
const NUMBER = `1.${DIGITS}`;
const DASHES = '-'.repeat(MILLIONS);
const PRECISE_DATE = `2026-01-01T00:00:00.${DIGITS}Z`;

const OBSERVATION = {
  resourceType: 'Observation',
  status: 'final',
  category: [{ coding: [{ code: 'laboratory' }] }],
  code: { coding: [{ system: 'http://loinc.org', code: '2951-2' }] },
  valueQuantity: { value: 140, unit: 'mmol/L' },
  subject: { reference: 'Patient/p' },
  effectiveDateTime: '2026-01-01',
};

interface Answer {
  readonly patient: { readonly observations: readonly { readonly id: string }[] };
}

let server: RecordServer;
let gateway: Gateway;

beforeAll(() => setFlagsFromString('--no-regexp-optimization'));

afterEach(async () => {
  await gateway.close();
  await server.close();
});

describe('a list shows the other records if one has [T3-D4]', () => {
  it.each([
    ['a status with millions of spaces', { status: SPACES }],
    ['a status of millions of dashes', { status: DASHES }],
    ['a category with millions of spaces', { category: [...OBSERVATION.category, { text: SPACES }] }],
    ['a date with millions of digits', { effectiveDateTime: PRECISE_DATE }],
    ['a date of its release with millions of digits', { issued: PRECISE_DATE, effectiveDateTime: undefined }],
    ['a unit of millions of digits', { valueQuantity: { value: 1, unit: DIGITS } }],
    ['a value of millions of digits', { valueQuantity: { value: NUMBER, unit: 'mg/dL' } }],
    ['a unit of millions of spaces', { valueQuantity: { value: 1, unit: SPACES } }],
  ])('%s', async (_what, more) => {
    expect(() => /^1+$/.test(DIGITS)).toThrow(RangeError);
    const records = [
      { resourceType: 'Patient', id: 'p', name: [{ text: 'P' }] },
      { ...OBSERVATION, id: 'valid' },
      { ...OBSERVATION, id: 'long', ...more },
    ];
    server = await startRecordServer(records, JSON.stringify, { Observation: ['patient', 'category'] });
    gateway = await startGateway(server);
    const { data, errors } = await gateway.query<Answer>(
      '{ patient(id: "p") { observations(category: [LABORATORY], status: [FINAL]) { id } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.patient.observations.map(({ id }) => id)).toContain('valid');
  });
});
