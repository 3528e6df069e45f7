import { describe, expect, it } from 'vitest';
import { cacheConfig } from '../src/apollo.ts';
import { createConnectionPolicy } from '../src/connection-policy.ts';
import { entityId } from '../src/index.ts';
import { getDataID } from '../src/relay.ts';

describe('the key of a record', () => {
  it.each<
    [
      key: string,
      object: { __typename: string; id?: string | null; type?: string },
      expected: string | undefined,
    ]
  >([
    ['the type and the id', { __typename: 'Patient', id: 'a' }, 'Patient:a'],
    ['none without an id', { __typename: 'Quantity' }, undefined],
    ['none if the id is null', { __typename: 'AddAllergyPayload', id: null }, undefined],
    ['none inside another record', { __typename: 'Medication', id: '#med' }, undefined],
    ['the FHIR type of a Record', { __typename: 'Record', id: 'a', type: 'CONDITION' }, 'Record:CONDITION:a'],
    ['none for a Record of unknown type', { __typename: 'Record', id: 'a' }, undefined],
  ])('is %s', (_key, object, expected) => {
    const { __typename: typeName } = object;
    expect(entityId(object)).toBe(expected);
    expect(cacheConfig().dataIdFromObject(object)).toBe(expected);
    expect(getDataID(object, typeName)).toBe(expected);
  });
});

const policy = createConnectionPolicy([]);
const canRead = () => true;
const page = (ids: string, hasNextPage = true) => ({
  __typename: 'GoalConnection',
  edges: Array.from(ids, (id) => ({ node: { id }, cursor: `after-${id}` })),
  pageInfo: {
    hasNextPage,
    hasPreviousPage: !ids.includes('a'),
    startCursor: `after-${ids.at(0)}`,
    endCursor: `after-${ids.at(-1)}`,
  },
});
const after = (id?: string) => ({ args: id === undefined ? null : { first: 2, after: `after-${id}` } });
const first = policy.merge(undefined, page('ab'), after());
const both = policy.merge(first, page('cd', false), after('b'));
const read = (stored: typeof first | undefined, args = after()) => policy.read(stored, { ...args, canRead });
const nodes = (...ids: string[]) => ({ nodes: ids.map((id) => ({ id })) });

describe('the policies of connections', () => {
  it('have the arguments that select a list as keys, without those that select a page', () => {
    const { typePolicies } = cacheConfig();
    expect(typePolicies['Query']?.fields['patientsConnection']).toMatchObject({ keyArgs: ['filter'] });
    const keys = Object.values(typePolicies).flatMap(({ fields }) =>
      Object.values(fields).flatMap((field) => ('keyArgs' in field ? field.keyArgs : [])),
    );
    expect(keys).toContain('since');
    expect(keys).not.toContain('first');
    expect(keys).not.toContain('after');
  });

  it('join pages, from the start of the first to the end of the last', () => {
    expect(read(both)).toEqual({
      __typename: 'GoalConnection',
      edges: Array.from('abcd', (id) => ({ __typename: 'GoalEdge', node: { id }, cursor: `after-${id}` })),
      ...nodes('a', 'b', 'c', 'd'),
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: 'after-a', endCursor: 'after-d' },
    });
  });

  it('return one page to a query for it', () => {
    expect(read(both, after('b'))).toMatchObject({ ...nodes('c', 'd'), pageInfo: { hasPreviousPage: true } });
  });

  it('replace all pages when the list is read again', () => {
    expect(read(policy.merge(both, page('xy'), after()))).toMatchObject(nodes('x', 'y'));
  });

  it('replace the pages from the one that is read again', () => {
    expect(read(policy.merge(both, page('xy'), after('b')))).toMatchObject(nodes('a', 'b', 'x', 'y'));
  });

  it('cut a page at a cursor in its middle', () => {
    expect(read(policy.merge(both, page('xy'), after('a')))).toMatchObject(nodes('a', 'x', 'y'));
  });

  it('do not add a page if the one before it is missing, because the list would have a gap', () => {
    expect(policy.merge(first, page('ef'), after('d'))).toBe(first);
  });

  it('do not show a later page as the beginning of the list', () => {
    const late = policy.merge(undefined, page('cd'), after('b'));
    expect(read(late)).toBeUndefined();
    expect(read(late, after('b'))).toMatchObject(nodes('c', 'd'));
    expect(read(policy.merge(late, page('ab'), after()))).toMatchObject(nodes('a', 'b'));
  });

  it('show a list that failed as missing, not as empty', () => {
    expect(read(policy.merge(both, null, after()))).toBeUndefined();
    expect(read(undefined)).toBeUndefined();
  });

  it('keep the pages before one that failed', () => {
    expect(policy.merge(both, null, after('d'))).toBe(both);
  });

  it('show an empty list as empty', () => {
    expect(read(policy.merge(undefined, { edges: [] }, after()))).toMatchObject({ edges: [], nodes: [] });
  });

  it('leave out records that the cache has evicted', () => {
    const remaining = policy.read(first, {
      args: null,
      canRead: (node) => JSON.stringify(node) !== '{"id":"a"}',
    });
    expect(remaining).toMatchObject(nodes('b'));
  });

  it('join pages that were selected by nodes', () => {
    const one = policy.merge(
      undefined,
      { nodes: [{ id: 'a' }], pageInfo: { endCursor: 'after-a' } },
      after(),
    );
    const two = policy.merge(one, { nodes: [{ id: 'b' }], pageInfo: { endCursor: 'after-b' } }, after('a'));
    expect(read(two)).toMatchObject({ ...nodes('a', 'b'), pageInfo: { endCursor: 'after-b' } });
  });
});
