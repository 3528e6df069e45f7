import { beforeEach, describe, expect, it } from 'vitest';
import { maskSsn } from '../../../src/fhir/ssn.ts';
import { admitRecord } from '../../../src/graphql/cost/measured-values.ts';
import { createResponseLimits, type ResponseBudget } from '../../../src/limits/response-budget.ts';

const PATIENT = {
  resourceType: 'Patient',
  id: 'e1',
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-ssn', value: '123-45-6789' }],
};

let responseBudget: ResponseBudget;
let made: number;

beforeEach(() => {
  responseBudget = begin();
  made = 0;
});

function begin(maxResponseBytes = 10_000): ResponseBudget {
  return createResponseLimits({ maxResponseBytes, maxHeldBytes: 1_000_000 }).begin(() => {});
}

function make(): unknown {
  made += 1;
  return maskSsn(PATIENT);
}

async function makeLater(): Promise<unknown> {
  return make();
}

describe('a record as JSON', () => {
  it('is masked once for an operation, however many aliases show it', () => {
    const answers = Array.from({ length: 5 }, () => admitRecord(PATIENT, responseBudget, make));
    expect(new Set(answers).size).toBe(1);
    expect([made, answers[0]]).toEqual([1, maskSsn(PATIENT)]);
  });

  it('is masked once as well where the aliases wait for a turn of the event loop', async () => {
    responseBudget.turns.spend(1_000_000);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => admitRecord(PATIENT, responseBudget, make)),
    );
    expect(new Set(answers).size).toBe(1);
    expect([made, answers[0]]).toEqual([1, maskSsn(PATIENT)]);
  });

  it('is masked once where that takes a while', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => admitRecord(PATIENT, responseBudget, makeLater)),
    );
    expect(new Set(answers).size).toBe(1);
    expect(made).toBe(1);
  });

  it('is masked again for another operation, whose caller may see less of it', () => {
    const [one, other] = [begin(), begin()].map((its) => admitRecord(PATIENT, its, make));
    expect(made).toBe(2);
    expect(one).not.toBe(other);
    expect(one).toEqual(other);
  });

  it('counts for each alias', () => {
    const bytes = JSON.stringify(maskSsn(PATIENT)).length;
    responseBudget = begin(bytes * 3);
    for (let at = 0; at < 3; at += 1) admitRecord(PATIENT, responseBudget, make);
    expect(responseBudget.stoppedBy).toBeNull();
    for (let at = 0; at < 2; at += 1) admitRecord(PATIENT, responseBudget, make);
    expect([responseBudget.stoppedBy?.code, made]).toEqual(['RESPONSE_TOO_LARGE', 1]);
  });

  it('is neither made nor shown once the operation is over', () => {
    responseBudget.end();
    expect(admitRecord(PATIENT, responseBudget, make)).toEqual({});
    expect(made).toBe(0);
  });
});
