import { expect, it } from 'vitest';
import { toRawJson } from '../../src/fhir/raw.ts';

it('the raw form of a resource keeps the digits of its numbers', () => {
  const observation = { valueQuantity: { value: { asWritten: '7.0' }, unit: 'g/dL' }, component: [{}] };
  expect(JSON.stringify(toRawJson(observation))).toBe(
    '{"valueQuantity":{"value":7.0,"unit":"g/dL"},"component":[{}]}',
  );
});

it('the raw form of a resource without such numbers is the resource itself', () => {
  const patient = { resourceType: 'Patient', id: 'a', multipleBirthInteger: 2, x: [null, [], {}] };
  expect(toRawJson(patient)).toBe(patient);
});
