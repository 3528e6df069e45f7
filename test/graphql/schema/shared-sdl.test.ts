import { graphql } from 'graphql';
import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('@apollo/subgraph');
  vi.resetModules();
});

it('prints the SDL once for all answers', async () => {
  let prints = 0;
  vi.resetModules();
  vi.doMock(import('@apollo/subgraph'), async (importOriginal) => {
    const { buildSubgraphSchema, ...others } = await importOriginal();
    const countPrints: typeof buildSubgraphSchema = (...args) => {
      const schema = buildSubgraphSchema(...args);
      const service = schema.getQueryType()?.getFields()['_service'];
      const { resolve } = service ?? {};
      if (service === undefined || resolve === undefined) throw new Error('The schema has no SDL');
      service.resolve = (...field) => {
        prints += 1;
        return resolve(...field);
      };
      return schema;
    };
    return { ...others, buildSubgraphSchema: countPrints };
  });
  const { getSchema } = await import('../../../src/graphql/schema/schema.ts');
  const schema = getSchema();
  const source = '{ a: _service { sdl } b: _service { sdl c: sdl } }';
  const [one, other] = [await graphql({ schema, source }), await graphql({ schema, source })];
  expect(one).toEqual(other);
  expect(one.errors).toBeUndefined();
  expect(prints).toBe(1);
});
