import { describe, expect, it } from 'vitest';
import type { OperationNames } from '../../../src/config/telemetry-variables.ts';
import { createNameFilter } from '../../../src/graphql/plugins/observe-operations.ts';

describe('createNameFilter', () => {
  it.each<[OperationNames, readonly string[] | null, string, boolean]>([
    ['trusted', ['Chart'], 'Chart', true],
    ['trusted', ['Chart'], 'Other', false],
    ['trusted', null, 'Chart', false],
    ['any', null, 'Chart', true],
    ['none', ['Chart'], 'Chart', false],
  ])(
    'with the setting %s and the registered names %j, lets the name %s appear: %s',
    (setting, registered, name, isAllowed) => {
      expect(createNameFilter(setting, registered)(name)).toBe(isAllowed);
    },
  );
});
