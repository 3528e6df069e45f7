import { describe, expect, it } from 'vitest';
import { type JsonVisitor, toRawJson, transformJson } from '../../src/fhir/json-transform.ts';
import { MAX_JSON_DEPTH } from '../../src/json/size.ts';
import { asSent } from '../support/as-sent.ts';

const upperCase: JsonVisitor = { leaf: (value) => (typeof value === 'string' ? value.toUpperCase() : value) };

describe('transformJson', () => {
  it('transformJson returns the original if nothing changes', () => {
    const record = { resourceType: 'X', a: ['X', null, 7, true, [], {}], b: { c: 'X' } };
    expect(transformJson(record, upperCase)).toBe(record);
    expect(transformJson(record, {})).toBe(record);
  });

  it('transformJson shares unchanged parts with the original, and does not modify it', () => {
    const record = { same: { a: ['X'] }, other: ['X', 'x', { y: 'y', n: { asWritten: '7.0' } }] };
    const before = structuredClone(record);
    const copy = transformJson(record, upperCase);
    expect(copy).toEqual({ ...record, other: ['X', 'X', { y: 'Y', n: { asWritten: '7.0' } }] });
    expect(copy.same).toBe(record.same);
    expect(record).toEqual(before);
  });

  it('transformJson keeps a member named __proto__', () => {
    const record = asSent<object>(JSON.parse('{"__proto__":{"a":"x"},"b":[{"__proto__":"x"}]}'));
    expect(JSON.stringify(transformJson(record, upperCase))).toBe(
      '{"__proto__":{"a":"X"},"b":[{"__proto__":"X"}]}',
    );
  });

  it('transformJson drops removed values, and lists that become empty', () => {
    const removal: JsonVisitor = { object: (value) => (value['gone'] === true ? undefined : value) };
    const gone = { gone: true };
    const copy = transformJson({ a: gone, b: [gone], c: [gone, 1], d: [] }, removal);
    expect(JSON.stringify(copy)).toBe('{"c":[1],"d":[]}');
  });

  it('transformJson cuts off JSON that is nested deeper than any FHIR element', () => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"x":', '}'],
    ] as const) {
      const deep = asSent<object>(JSON.parse(`{"x":${open.repeat(100_000)}"x"${close.repeat(100_000)}}`));
      const copy = JSON.stringify(transformJson(deep, upperCase));
      expect(copy).toContain('null');
      expect(copy.split(open).length).toBeLessThan(MAX_JSON_DEPTH + 3);
    }
  });

  it('a visitor receives the element and the resource type of each object', () => {
    const places: string[] = [];
    const visitor: JsonVisitor = {
      object(value, element, within) {
        places.push(`${within} ${element}`);
        return value;
      },
    };
    transformJson({ resourceType: 'A', a: [{ b: {} }], c: { resourceType: 'B', d: [[{}]] } }, visitor);
    expect(places).toEqual(['A a', 'A b', 'A c', 'B d']);
  });
});

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
