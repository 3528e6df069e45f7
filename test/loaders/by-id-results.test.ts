import {
  CAMILA_LOPEZ,
  DELETED,
  DERRICK_LIN,
  LINDA_ROSS,
  MERGED_AS_OUTCOME,
  MERGED_BY_REDIRECT,
  RESTRICTED,
  RESTRICTED_AS_BAD_REQUEST,
} from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { ask, patientAliases } from '../support/upstream.ts';
import { withGateway } from '../support/with-gateway.ts';

const UNKNOWN = 'eNobody-0000000000000003';
const GLASS = 'The record is behind break-the-glass and was not released.';
const MALFORMED =
  'id expects a FHIR id: at most 256 letters, digits, ".", "-", "_" and "~", with no "_" first.';
const SURVIVED = {
  code: '4107',
  resourceType: 'Patient',
  message:
    'The record was merged into another one. The response contains the surviving record, under its own id.',
};

const used = withGateway();

describe('one patient by id', () => {
  it.each([
    ['unknown', UNKNOWN],
    ['already deleted', DELETED],
  ])('returns null for an %s id', async (_what, id) => {
    const { data, errors, extensions, calls } = await ask(used.gateway, used.sandbox, patientAliases([id]));
    expect({ data, errors, warnings: extensions?.fhir.warnings }).toEqual({
      data: { p0: null },
      warnings: [],
    });
    expect(calls).toEqual([`Patient/${id}`]);
  });

  it.each([
    ['with status 403', RESTRICTED],
    ['with status 400', RESTRICTED_AS_BAD_REQUEST],
  ])('returns null with RESTRICTED_RECORD for a record restricted %s, without a retry', async (_what, id) => {
    const { data, errors, calls } = await ask(used.gateway, used.sandbox, patientAliases([id]));
    expect(data).toEqual({ p0: null });
    expect(errors).toMatchObject([
      { message: GLASS, path: ['p0'], extensions: { code: 'RESTRICTED_RECORD' } },
    ]);
    expect(calls).toEqual([`Patient/${id}`]);
  });

  it.each([
    ['by a redirect', MERGED_BY_REDIRECT, [`Patient/${MERGED_BY_REDIRECT}`, `Patient/${LINDA_ROSS}`]],
    ['by an outcome', MERGED_AS_OUTCOME, [`Patient/${MERGED_AS_OUTCOME}`, `Patient/${LINDA_ROSS}`]],
  ])(
    'returns the surviving record with a warning if the server reports the merge %s',
    async (_what, id, expected) => {
      const { data, errors, extensions, calls } = await ask(used.gateway, used.sandbox, patientAliases([id]));
      expect({ data, errors }).toEqual({ data: { p0: { id: LINDA_ROSS } } });
      expect(extensions?.fhir.warnings).toEqual([{ ...SURVIVED, path: ['p0'] }]);
      expect(calls).toEqual(expected);
    },
  );

  it.each(['', ' ', '..', 'a,b', 'a/b', 'Patient/a', 'a%2Fb', 'é', 'e'.repeat(257)])(
    'refuses the invalid id %j without a request',
    async (id) => {
      const { data, errors, calls } = await ask(used.gateway, used.sandbox, patientAliases([id]));
      expect(data).toEqual({ p0: null });
      expect(errors).toMatchObject([
        { message: MALFORMED, path: ['p0'], extensions: { code: 'BAD_USER_INPUT' } },
      ]);
      expect(calls).toEqual([]);
    },
  );
});

describe('several patients by id, some absent, restricted or merged', () => {
  const asked = [
    CAMILA_LOPEZ,
    UNKNOWN,
    'a/b',
    RESTRICTED,
    MERGED_BY_REDIRECT,
    MERGED_AS_OUTCOME,
    DELETED,
    RESTRICTED_AS_BAD_REQUEST,
    DERRICK_LIN,
  ];

  it('returns a result or an error for each patient under its own path', async () => {
    const { data, errors } = await ask(used.gateway, used.sandbox, patientAliases(asked));
    expect(data).toEqual({
      p0: { id: CAMILA_LOPEZ },
      p1: null,
      p2: null,
      p3: null,
      p4: { id: LINDA_ROSS },
      p5: { id: LINDA_ROSS },
      p6: null,
      p7: null,
      p8: { id: DERRICK_LIN },
    });
    const told = errors?.map(({ path, message, extensions: { code } }) => ({
      at: path?.join('.'),
      code,
      message,
    }));
    expect(told?.toSorted((one, other) => (String(one.at) < String(other.at) ? -1 : 1))).toEqual([
      { at: 'p2', code: 'BAD_USER_INPUT', message: MALFORMED },
      { at: 'p3', code: 'RESTRICTED_RECORD', message: GLASS },
      { at: 'p7', code: 'RESTRICTED_RECORD', message: GLASS },
    ]);
  });

  it('reads each id that the search omitted once', async () => {
    const { calls } = await ask(used.gateway, used.sandbox, patientAliases(asked));
    const wellFormed = asked.filter((id) => id !== 'a/b');
    expect(calls[0]).toBe(`Patient?_count=8&_id=${wellFormed.join(',')}`);
    expect(calls.slice(1).toSorted()).toEqual(
      [
        ...wellFormed.slice(1, -1).map((id) => `Patient/${id}`),
        // The redirect and the outcome of the merged records cause these reads.
        `Patient/${LINDA_ROSS}`,
        `Patient/${LINDA_ROSS}`,
      ].toSorted(),
    );
  });

  it('reports withheld and merged records as warnings with messages of the gateway', async () => {
    const { extensions } = await ask(used.gateway, used.sandbox, patientAliases(asked));
    const codes = extensions?.fhir.warnings.map(({ code }) => code);
    expect([...new Set(codes)].toSorted()).toEqual(['4102', '4107', '4119']);
    const merged = extensions?.fhir.warnings.filter(({ code }) => code === '4107');
    expect(merged?.map(({ path }) => path)).toEqual(expect.arrayContaining([['p4'], ['p5']]));
    expect(JSON.stringify(extensions)).not.toMatch(/Invalid FHIR ID|break the glass/i);
  });
});
