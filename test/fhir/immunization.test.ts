import { expect, it } from 'vitest';
import { isSubpotent } from '../../src/fhir/immunization.ts';
import type { Immunization } from '../../src/fhir/types.ts';
import { asSent } from '../support/as-sent.ts';

it.each<[object, boolean | null]>([
  [{ isSubpotent: true }, true],
  [{ isSubpotent: false }, false],
  [{ isSubpotent: ' True ' }, true],
  [{ isSubpotent: 'false' }, false],
  [{ subpotentReason: [{ text: 'Partial dose' }] }, true],
  [{ isSubpotent: 'maybe', subpotentReason: [{ text: 'Partial dose' }] }, true],
  [{ isSubpotent: false, subpotentReason: [{ text: 'Partial dose' }] }, false],
  [{ subpotentReason: [{}] }, null],
  [{}, null],
])('whether the dose %j is subpotent is %s [CS-44]', (elements, expected) => {
  expect(isSubpotent(asSent<Immunization>({ resourceType: 'Immunization', ...elements }))).toBe(expected);
});
