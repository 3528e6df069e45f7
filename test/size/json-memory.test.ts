import { describe, expect, it } from 'vitest';
import { parseExactJson } from '../../src/fhir/decimals.ts';
import { memoryOfValue } from '../../src/size/json-memory.ts';

describe('the memory of parsed JSON', () => {
  it.each([
    ['null', 64],
    ['"abc"', 67],
    ['1.50', 64],
    ['[]', 64],
    ['{"a":{},"b":["x",1]}', 5 * 64 + 1],
  ])('counts its values and their texts: %s', (text, memory) => {
    expect(memoryOfValue(parseExactJson(text))).toBe(memory);
  });
});
