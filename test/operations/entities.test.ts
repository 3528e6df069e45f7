import {
  CAMILA_LOPEZ,
  DELETED,
  DERRICK_LIN,
  LINDA_ROSS,
  MERGED_BY_REDIRECT,
  RESTRICTED,
} from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { ask, type AnswerWithCalls } from '../support/upstream.ts';
import { withGateway } from '../support/with-gateway.ts';

const used = withGateway();

/** Sends an _entities query as a router does. */
async function queryEntities(
  representations: readonly unknown[],
): Promise<AnswerWithCalls<{ entities: unknown[] }>> {
  const document = `query ($representations: [_Any!]!) {
    entities: _entities(representations: $representations) { __typename ... on Patient { id fullName } }
  }`;
  return ask(used.gateway, used.sandbox, document, { representations });
}

function patient(id: unknown): unknown {
  return { __typename: 'Patient', id };
}

describe('patients as entities of the supergraph', () => {
  it('resolves patients by id with one search', async () => {
    const { data, errors, calls } = await queryEntities(
      [CAMILA_LOPEZ, DERRICK_LIN, CAMILA_LOPEZ].map(patient),
    );
    const camila = { __typename: 'Patient', id: CAMILA_LOPEZ, fullName: 'Camila Maria Lopez' };
    expect(errors).toBeUndefined();
    expect(data.entities).toEqual([
      camila,
      { __typename: 'Patient', id: DERRICK_LIN, fullName: 'Derrick Lin' },
      camila,
    ]);
    expect(calls).toEqual([`Patient?_count=2&_id=${CAMILA_LOPEZ},${DERRICK_LIN}`]);
  });

  it('shares FHIR requests between _entities and other fields of the operation', async () => {
    const document = `query ($representations: [_Any!]!) {
      entities: _entities(representations: $representations) { ... on Patient { id } }
      patient(id: "${DERRICK_LIN}") { id }
    }`;
    const { calls } = await ask(used.gateway, used.sandbox, document, {
      representations: [patient(CAMILA_LOPEZ)],
    });
    expect(calls).toEqual([`Patient?_count=2&_id=${CAMILA_LOPEZ},${DERRICK_LIN}`]);
  });

  it.each([
    ['unknown', 'eNobody'],
    ['deleted', DELETED],
  ])('returns null for an entity whose id is %s, without affecting the others', async (_what, id) => {
    const { data, errors } = await queryEntities([patient(id), patient(CAMILA_LOPEZ)]);
    expect(errors).toBeUndefined();
    expect(data.entities).toMatchObject([null, { id: CAMILA_LOPEZ }]);
  });

  it.each([['', '..', 'a/b', 'a,b', ' a', 7, true, { id: 'a' }, ['a']]])(
    'returns null without a request for an entity whose id is malformed: %j',
    async (...ids) => {
      const { data, errors, calls } = await queryEntities(ids.map(patient));
      expect(errors).toBeUndefined();
      expect(data.entities).toEqual(ids.map(() => null));
      expect(calls).toEqual([]);
    },
  );

  it('returns null with an error for a representation without an id, without affecting the others', async () => {
    const { data, errors } = await queryEntities([{ __typename: 'Patient' }, patient(CAMILA_LOPEZ)]);
    expect(data.entities).toMatchObject([null, { id: CAMILA_LOPEZ }]);
    expect(errors).toMatchObject([{ path: ['entities', 0], extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('returns null with RESTRICTED_RECORD for a restricted patient, without affecting the others', async () => {
    const { data, errors } = await queryEntities([patient(RESTRICTED), patient(CAMILA_LOPEZ)]);
    expect(data.entities).toMatchObject([null, { id: CAMILA_LOPEZ }]);
    expect(errors).toMatchObject([{ path: ['entities', 0], extensions: { code: 'RESTRICTED_RECORD' } }]);
  });

  it('resolves a merged patient to the surviving one, under its own id', async () => {
    const { data, extensions } = await queryEntities([patient(MERGED_BY_REDIRECT)]);
    expect(data.entities).toMatchObject([{ id: LINDA_ROSS }]);
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['4107']);
  });

  it('returns the raw resource of an entity without additions for federation', async () => {
    const document = `query ($representations: [_Any!]!) {
      entities: _entities(representations: $representations) { ... on Patient { resource } }
    }`;
    const { data } = await ask(used.gateway, used.sandbox, document, {
      representations: [patient(CAMILA_LOPEZ)],
    });
    expect(data).toEqual({
      entities: [{ resource: used.sandbox.patients.find(({ id }) => id === CAMILA_LOPEZ) }],
    });
  });
});
