import { composeServices } from '@apollo/composition';
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { parse, print } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLINIC } from '../../examples/supergraph/scheduling/clinic.ts';
import { BUILT_SDL } from '../../scripts/published-sdl.ts';
import { composeByWunderGraph } from '../clients/wundergraph.ts';
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

describe('the composition of the subgraphs', () => {
  it("succeeds with The Guild's library", () => {
    const supergraph = composeSupergraph(subgraphs.all);
    expect(supergraph).toContain('@join__graph(name: "fhir"');
    expect(supergraph).toContain('@join__graph(name: "scheduling"');
  });

  it("succeeds with Apollo's library, without hints", () => {
    const { errors, hints } = composeServices([...subgraphs.all]);
    expect(errors).toBeUndefined();
    expect(hints?.map(String)).toEqual([]);
  });

  it("succeeds with WunderGraph's library, which limits the scopes of a type", async () => {
    // Read the SDL again, because the other libraries change the documents that they get.
    const unchanged = await Promise.all(subgraphs.all.map(({ name, url }) => readSubgraph(name, url)));
    const texts = unchanged.map(({ name, url, typeDefs }) => ({ name, url, sdl: print(typeDefs) }));
    expect(composeByWunderGraph(texts)).toEqual([]);
  });

  it('keeps scopes, tags and cost weights for routers', () => {
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

  it('keeps @semanticNonNull for fields that no router nulls without an error', () => {
    for (const supergraph of [
      composeSupergraph(subgraphs.all),
      composeServices([...subgraphs.all]).supergraphSdl ?? '',
    ]) {
      expect(supergraph).toMatch(
        /@link\(url: "https:\/\/specs\.apollo\.dev\/nullability\/v0\.4", import: \["@semanticNonNull"\]\)/,
      );
      expect(supergraph).toMatch(
        / practitionersConnection\([^)]*\): PractitionerConnection[^\n]*@semanticNonNull/,
      );
      expect(supergraph).toMatch(
        / labResultsConnection\([^)]*\): ObservationConnection(?![^\n]*@semanticNonNull)/,
      );
    }
  });

  it('leaves out scopes for a router that does not support them', () => {
    const supergraph = composeSupergraph(subgraphs.all.map(withoutScopes));
    expect(supergraph).not.toContain('requiresScopes');
    expect(supergraph).toContain('type Patient');
  });

  it.each(['sdl/subgraph.graphql', 'sdl/subgraph-with-scopes.graphql'] as const)(
    'succeeds with %s of the package',
    (file) => {
      const typeDefs = parse(BUILT_SDL[file]());
      const [fhir, scheduling] = subgraphs.all;
      expect(fhir).toBeDefined();
      if (fhir === undefined || scheduling === undefined) return;
      expect(composeServices([{ ...fhir, typeDefs }, scheduling]).errors).toBeUndefined();
    },
  );
});

describe('composeSupergraph', () => {
  it('throws an error with every composition error', () => {
    const typeDefs = parse('type Query { patients: Int } type Name { text: Int }');
    const other = { name: 'other', url: 'http://127.0.0.1:1', typeDefs };
    expect(() => composeSupergraph([...subgraphs.all, other])).toThrow(
      /The subgraphs do not compose\.\n.*Name\.text/s,
    );
  });
});

describe('readSubgraph', () => {
  it('throws an error with the name of a subgraph that returns no SDL', async () => {
    await expect(readSubgraph('fhir', `${sandbox.origin}/nothing`)).rejects.toThrow(
      'The subgraph fhir returned HTTP 405 and no SDL.',
    );
  });
});

describe('the clinic of the example', () => {
  it('has only patients and encounters of the embedded sandbox', () => {
    const known = new Set(sandbox.patients.map(({ id }) => id));
    const patients = CLINIC.slots.flatMap(({ patientId }) => patientId ?? []);
    expect(patients.filter((id) => !known.has(id))).toEqual([]);
    const unknownVisits = CLINIC.slots.filter(
      ({ patientId, encounterId }) =>
        encounterId !== null &&
        !sandbox.chart(patientId ?? '', 'Encounter').some(({ id }) => id === encounterId),
    );
    expect(unknownVisits).toEqual([]);
  });

  it('has a room for every slot and an upcoming slot for each of the first ten patients', () => {
    const rooms = new Set(CLINIC.rooms.map(({ id }) => id));
    expect(CLINIC.slots.filter(({ roomId }) => !rooms.has(roomId))).toEqual([]);
    const withUpcoming = new Set(CLINIC.slots.filter(({ day }) => day > 0).map(({ patientId }) => patientId));
    expect(sandbox.patients.slice(0, 10).filter(({ id }) => !withUpcoming.has(id))).toEqual([]);
  });
});
