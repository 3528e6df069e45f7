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
let timesMasked: number;

beforeEach(() => {
  responseBudget = createBudget();
  timesMasked = 0;
});

function createBudget(maxResponseBytes = 10_000): ResponseBudget {
  return createResponseLimits({ maxResponseBytes, maxHeldBytes: 1_000_000 }).begin(() => {});
}

function maskRecord(): unknown {
  timesMasked += 1;
  return maskSsn(PATIENT);
}

async function maskRecordLater(): Promise<unknown> {
  return maskRecord();
}

describe('admitRecord [T1-I23]', () => {
  it('masks a record once per operation, however many aliases select it', () => {
    const answers = Array.from({ length: 5 }, () => admitRecord(PATIENT, responseBudget, maskRecord));
    expect(new Set(answers).size).toBe(1);
    expect([timesMasked, answers[0]]).toEqual([1, maskSsn(PATIENT)]);
  });

  it('masks a record once if the aliases wait for a turn of the event loop', async () => {
    responseBudget.turns.spend(1_000_000);
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => admitRecord(PATIENT, responseBudget, maskRecord)),
    );
    expect(new Set(answers).size).toBe(1);
    expect([timesMasked, answers[0]]).toEqual([1, maskSsn(PATIENT)]);
  });

  it('masks a record once if masking is asynchronous', async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => admitRecord(PATIENT, responseBudget, maskRecordLater)),
    );
    expect(new Set(answers).size).toBe(1);
    expect(timesMasked).toBe(1);
  });

  it('masks a record again for another operation, whose caller may see less of it', () => {
    const [one, other] = [createBudget(), createBudget()].map((budget) =>
      admitRecord(PATIENT, budget, maskRecord),
    );
    expect(timesMasked).toBe(2);
    expect(one).not.toBe(other);
    expect(one).toEqual(other);
  });

  it('counts the bytes of a record for each alias', () => {
    const bytes = JSON.stringify(maskSsn(PATIENT)).length;
    responseBudget = createBudget(bytes * 3);
    for (let at = 0; at < 3; at += 1) admitRecord(PATIENT, responseBudget, maskRecord);
    expect(responseBudget.stoppedBy).toBeNull();
    for (let at = 0; at < 2; at += 1) admitRecord(PATIENT, responseBudget, maskRecord);
    expect([responseBudget.stoppedBy?.code, timesMasked]).toEqual(['RESPONSE_TOO_LARGE', 1]);
  });

  it('neither masks nor returns a record after its operation has ended', () => {
    responseBudget.end();
    expect(admitRecord(PATIENT, responseBudget, maskRecord)).toEqual({});
    expect(timesMasked).toBe(0);
  });
});
