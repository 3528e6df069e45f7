import { describe, expect, it } from 'vitest';
import type { OperationNames } from '../../../src/config/telemetry-variables.ts';
import { createNameFilter } from '../../../src/graphql/plugins/observe-operations.ts';

describe('the name of an operation', () => {
  it.each<[OperationNames, readonly string[] | null, string, boolean]>([
    ['trusted', ['Chart'], 'Chart', true],
    ['trusted', ['Chart'], 'Other', false],
    ['trusted', null, 'Chart', false],
    ['any', null, 'Chart', true],
    ['none', ['Chart'], 'Chart', false],
  ])('under %s, where %j are registered: %s is told: %s', (which, registered, name, isTold) => {
    expect(createNameFilter(which, registered)(name)).toBe(isTold);
  });
});
