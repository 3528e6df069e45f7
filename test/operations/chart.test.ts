import { CAMILA_LOPEZ, DERRICK_LIN } from 'epic-fhir-sandbox/data';
import { describe, expect, it } from 'vitest';
import { ask } from '../support/upstream.ts';
import { withGateway } from '../support/with-gateway.ts';

const used = withGateway();

describe('a list of a patient', () => {
  interface VitalSignsData {
    patient: { vitalSignsConnection: Page };
  }
  interface Page {
    nodes: { id: string; effective: string | null }[];
    pageInfo: { hasNextPage: boolean; endCursor: string | null };
  }

  it('pages through a list that is longer than a server page, each record once, and newest first on each page', async () => {
    const seen: { id: string; time: number }[] = [];
    let after: string | null = null;
    do {
      const answer: { data: VitalSignsData } = await used.gateway.query<VitalSignsData>(
        `query ($id: ID!, $after: String) { patient(id: $id) {
          vitalSignsConnection(first: 100, after: $after) { nodes { id effective } pageInfo { hasNextPage endCursor } }
        } }`,
        { id: DERRICK_LIN, after },
      );
      const { nodes, pageInfo } = answer.data.patient.vitalSignsConnection;
      seen.push(...nodes.map(({ id, effective }) => ({ id, time: Date.parse(effective ?? '') })));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen.length).toBeGreaterThan(1000);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    const firstPage = seen.slice(0, 1000).map(({ time }) => time);
    expect(firstPage).toEqual(firstPage.toSorted((one, other) => other - one));
  });

  it('filters a list by code and time, at the FHIR server and again in the gateway', async () => {
    const { data, calls } = await ask<{
      patient: { labResults: { effective: string; code: { code: string } }[] };
    }>(
      used.gateway,
      used.sandbox,
      `{ patient(id: "${CAMILA_LOPEZ}") { labResults(code: ["2085-9"], since: "2020", until: "2026-12-31", first: 100) {
        effective code { code(system: LOINC) }
      } } }`,
    );
    const { labResults } = data.patient;
    expect(labResults.length).toBeGreaterThan(0);
    expect(labResults.every(({ code }) => code.code === '2085-9')).toBe(true);
    expect(calls).toEqual([
      `Observation?_count=999&category=laboratory&code=2085-9&date=ge2020&patient=${CAMILA_LOPEZ}`,
    ]);
  });

  it('omits records of other patients from a list, whatever the server sends [T3-T4]', async () => {
    used.sandbox.fault({
      match: { resourceType: 'Condition' },
      kind: 'json',
      body: {
        resourceType: 'Bundle',
        type: 'searchset',
        entry: [
          { resource: problem('eMine', CAMILA_LOPEZ), search: { mode: 'match' } },
          { resource: problem('eTheirs', DERRICK_LIN), search: { mode: 'match' } },
          { resource: problem('eNobodys'), search: { mode: 'match' } },
        ],
      },
    });
    const { data, extensions } = await used.gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { conditions { id } } }`,
    );
    expect(data).toEqual({ patient: { conditions: [{ id: 'eMine' }] } });
    expect(extensions?.fhir.warnings.map(({ code }) => code)).toEqual(['FOREIGN_RECORDS']);
  });

  it('accepts a cursor of a list only for the same patient and arguments', async () => {
    const { data } = await used.gateway.query<{ patient: { problemsConnection: Page } }>(
      connection(CAMILA_LOPEZ, ''),
    );
    const after = `, after: "${data.patient.problemsConnection.pageInfo.endCursor}"`;
    await expect(used.gateway.query(connection(CAMILA_LOPEZ, after))).resolves.not.toHaveProperty('errors');
    for (const document of [
      connection(DERRICK_LIN, after),
      connection(CAMILA_LOPEZ, `${after}, clinicalStatus: [ACTIVE]`),
    ]) {
      const { errors } = await used.gateway.query(document);
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['CURSOR_INVALID']);
    }
  });
});

function connection(id: string, args: string): string {
  return `{ patient(id: "${id}") { problemsConnection(first: 1${args}) { pageInfo { endCursor } } } }`;
}

function problem(id: string, patientId?: string): object {
  return {
    resourceType: 'Condition',
    id,
    ...(patientId === undefined ? {} : { subject: { reference: `Patient/${patientId}` } }),
  };
}
