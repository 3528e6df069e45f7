import { beforeEach, describe, expect, it } from 'vitest';
import { admitRecord } from '../../src/cost/measured-values.ts';
import { withSsnMasked } from '../../src/fhir/ssn.ts';
import { type AnswerSize, createSizeBounds } from '../../src/size/answer-size.ts';

const PATIENT = {
  resourceType: 'Patient',
  id: 'e1',
  identifier: [{ system: 'http://hl7.org/fhir/sid/us-ssn', value: '123-45-6789' }],
};

let size: AnswerSize;
let made: number;

beforeEach(() => {
  size = begin();
  made = 0;
});

function begin(maxResponseBytes = 10_000): AnswerSize {
  return createSizeBounds({ maxResponseBytes, maxHeldBytes: 1_000_000 }).begin(() => {});
}

function make(): unknown {
  made += 1;
  return withSsnMasked(PATIENT);
}

async function makeLater(): Promise<unknown> {
  return make();
}

describe('a record as JSON', () => {
  it('is masked once for an operation, however many aliases show it', () => {
    const answers = Array.from({ length: 5 }, () => admitRecord(PATIENT, size, make));
    expect(new Set(answers).size).toBe(1);
    expect([made, answers[0]]).toEqual([1, withSsnMasked(PATIENT)]);
  });

  it('is masked once as well where the aliases wait for a turn of the event loop', async () => {
    size.turns.spend(1_000_000);
    const answers = await Promise.all(Array.from({ length: 5 }, () => admitRecord(PATIENT, size, make)));
    expect(new Set(answers).size).toBe(1);
    expect([made, answers[0]]).toEqual([1, withSsnMasked(PATIENT)]);
  });

  it('is masked once where that takes a while', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => admitRecord(PATIENT, size, makeLater)));
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
    const bytes = JSON.stringify(withSsnMasked(PATIENT)).length;
    size = begin(bytes * 3);
    for (let at = 0; at < 3; at += 1) admitRecord(PATIENT, size, make);
    expect(size.stoppedBy).toBeNull();
    for (let at = 0; at < 2; at += 1) admitRecord(PATIENT, size, make);
    expect([size.stoppedBy?.code, made]).toEqual(['RESPONSE_TOO_LARGE', 1]);
  });

  it('is neither made nor shown once the operation is over', () => {
    size.end();
    expect(admitRecord(PATIENT, size, make)).toEqual({});
    expect(made).toBe(0);
  });
});
