import { composeServices } from '@apollo/composition';
import { readFileSync } from 'node:fs';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { parse, print } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLINIC } from '../../examples/supergraph/scheduling/clinic.ts';
import { problemsByWunderGraph } from '../clients/wundergraph.ts';
import { composeSupergraph, readSubgraph, withoutScopes } from './composition.ts';
import { startSubgraphs, type Subgraphs } from './subgraphs.ts';

let sandbox: Sandbox;
let subgraphs: Subgraphs;

beforeAll(async () => {
  sandbox = await startSandbox();
  subgraphs = await startSubgraphs(sandbox, CLINIC, { server: { hasSubgraphScopes: true } });
});

afterAll(async () => {
  await subgraphs.close();
  await sandbox.close();
});

describe('the subgraphs compose', () => {
  it('by the composition that The Guild keeps', () => {
    const supergraph = composeSupergraph(subgraphs.all);
    expect(supergraph).toContain('@join__graph(name: "fhir"');
    expect(supergraph).toContain('@join__graph(name: "scheduling"');
  });

  it('by the composition of Apollo, without a hint', () => {
    const { errors, hints } = composeServices([...subgraphs.all]);
    expect(errors).toBeUndefined();
    expect(hints?.map(String)).toEqual([]);
  });

  it('by the composition of WunderGraph, which limits the scopes of a type', async () => {
    // Read again, because the other composers change the documents that they get.
    const unchanged = await Promise.all(subgraphs.all.map(({ name, url }) => readSubgraph(name, url)));
    const texts = unchanged.map(({ name, url, typeDefs }) => ({ name, url, sdl: print(typeDefs) }));
    expect(problemsByWunderGraph(texts)).toEqual([]);
  });

  it('to a supergraph that has their scopes, tags and weights for routers', () => {
    for (const supergraph of [
      composeSupergraph(subgraphs.all),
      composeServices([...subgraphs.all]).supergraphSdl ?? '',
    ]) {
      expect(supergraph).toContain('https://specs.apollo.dev/requiresScopes/v0.1');
      expect(supergraph).toMatch(/type Patient[^{]*@requiresScopes\(/);
      expect(supergraph).toMatch(/type Patient[^{]*@tag\(name: "phi"\)/);
      expect(supergraph).toContain('https://specs.apollo.dev/cost/v0.1');
    }
  });

  it('to one without scopes for a router that knows none', () => {
    const supergraph = composeSupergraph(subgraphs.all.map(withoutScopes));
    expect(supergraph).not.toContain('requiresScopes');
    expect(supergraph).toContain('type Patient');
  });

  it.each(['sdl/subgraph.graphql', 'sdl/subgraph-with-scopes.graphql'])('from the committed %s', (file) => {
    const typeDefs = parse(readFileSync(file, 'utf8'));
    const [fhir, scheduling] = subgraphs.all;
    expect(fhir).toBeDefined();
    if (fhir === undefined || scheduling === undefined) return;
    expect(composeServices([{ ...fhir, typeDefs }, scheduling]).errors).toBeUndefined();
  });
});

describe('subgraphs that do not compose', () => {
  it('are told with all that stands in the way', () => {
    const typeDefs = parse('type Query { patients: Int } type Name { text: Int }');
    const other = { name: 'other', url: 'http://127.0.0.1:1', typeDefs };
    expect(() => composeSupergraph([...subgraphs.all, other])).toThrow(
      /The subgraphs do not compose\.\n.*Name\.text/s,
    );
  });

  it('are told by name where one does not tell its SDL', async () => {
    await expect(readSubgraph('fhir', `${sandbox.origin}/nothing`)).rejects.toThrow(
      'fhir is expected to tell its SDL; HTTP 405 came.',
    );
  });
});

describe('the clinic of the example', () => {
  it('has patients and encounters of the embedded sandbox alone', () => {
    const known = new Set(sandbox.patients.map(({ id }) => id));
    const patients = CLINIC.slots.flatMap(({ patientId }) => patientId ?? []);
    expect(patients.filter((id) => !known.has(id))).toEqual([]);
    const strangers = CLINIC.slots.filter(
      ({ patientId, encounterId }) =>
        encounterId !== null &&
        !sandbox.chart(patientId ?? '', 'Encounter').some(({ id }) => id === encounterId),
    );
    expect(strangers).toEqual([]);
  });

  it('has rooms for all slots, and something to come for each of the first ten patients', () => {
    const rooms = new Set(CLINIC.rooms.map(({ id }) => id));
    expect(CLINIC.slots.filter(({ roomId }) => !rooms.has(roomId))).toEqual([]);
    const coming = new Set(CLINIC.slots.filter(({ day }) => day > 0).map(({ patientId }) => patientId));
    expect(sandbox.patients.slice(0, 10).filter(({ id }) => !coming.has(id))).toEqual([]);
  });
});
