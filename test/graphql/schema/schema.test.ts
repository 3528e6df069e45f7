import type { Sandbox } from 'epic-fhir-sandbox';
import { type ASTNode, getIntrospectionQuery, Kind, parse, print, visit } from 'graphql';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listScopesToSee } from '../../../src/access/scopes.ts';
import { PATIENT_LISTS } from '../../../src/fhir/patient-lists.ts';
import type { ResourceFacts } from '../../../src/fhir/resource-facts.ts';
import { isAboutPatients } from '../../../src/fhir/resource-kinds.ts';
import { RESOURCES } from '../../../src/fhir/resources.ts';
import { including, matching } from '../../support/expected.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';
import { DEFINITIONS } from '../../support/schema-files.ts';

const OWN = DEFINITIONS.flatMap((definition) => nameOf(definition));

/** False for what federation adds, and for the root type: each subgraph has a part of it, so none can say what it is. */
function isOwn(place: string): boolean {
  const [type = '', field = ''] = place.split('.');
  return OWN.includes(type) && !field.startsWith('_');
}

const TYPES = Object.entries<ResourceFacts>(RESOURCES).filter(([, { inGraph }]) => inGraph);

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox);
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

/** What a router composes its supergraph from. */
async function publishedSdl(from = gateway): Promise<string> {
  const { data } = await from.query<{ service: { sdl: string } }>('{ service: _service { sdl } }');
  return data.service.sdl;
}

interface Place {
  readonly place: string;
  readonly description: string | undefined;
}

/** Every place of the SDL that can have a description, by its name and those that it stands in. */
function places(sdl: string): Place[] {
  const found: Place[] = [];
  visit(parse(sdl), {
    enter(node, _key, _parent, _path, ancestors) {
      if (!('description' in node) || !('name' in node) || node.name === undefined) return;
      const around = [...ancestors, node].flatMap((one) => ('kind' in one ? nameOf(one) : []));
      found.push({ place: around.join('.'), description: node.description?.value });
    },
  });
  return found;
}

/** Where a directive is applied, as `Type` or `Type.field`, and how. */
async function directivesOf(directive: string, from = gateway): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  visit(parse(await publishedSdl(from)), {
    Directive(node, _key, _parent, _path, ancestors) {
      if (node.name.value !== directive) return;
      const place = ancestors.flatMap((one) => ('kind' in one ? nameOf(one) : [])).join('.');
      found.set(place, [...(found.get(place) ?? []), print(node)]);
    },
  });
  return found;
}

function nameOf(node: ASTNode): string[] {
  return 'name' in node && node.name?.kind === Kind.NAME ? [node.name.value] : [];
}

describe('the published schema', () => {
  it('is the one that is committed in sdl/ (npm run docs updates it)', async () => {
    expect(await publishedSdl()).toBe(readFileSync('sdl/subgraph.graphql', 'utf8').trimEnd());
  });

  it('has every definition of the folder schema/', async () => {
    const published = parse(await publishedSdl()).definitions.flatMap((definition) => nameOf(definition));
    expect(published).toEqual(including(...OWN));
  });

  it('describes every type, field, argument, input field and enum value, in sentences', async () => {
    const all = places(await publishedSdl()).filter(({ place }) => isOwn(place));
    const some = ['Patient', 'Patient.name.use', 'PatientFilter.family', 'NameUse.USUAL', 'FhirDate'];
    expect(all.map(({ place }) => place)).toEqual(including(...some));
    expect(all.filter(({ description = '' }) => !/^\S[\s\S]*\.$/.test(description))).toEqual([]);
  });

  it('is told by introspection with its descriptions', async () => {
    const { data } = await gateway.query(
      '{ type: __type(name: "PageInfo") { description fields { name description } } }',
    );
    expect(data['type']).toEqual({
      description: matching(/^The position of a page in its list,/),
      fields: [
        { name: 'hasNextPage', description: matching(/^True if there may be more\./) },
        { name: 'hasPreviousPage', description: matching(/^True if `after` was given\./) },
        { name: 'startCursor', description: matching(/^The cursor of the first edge\./) },
        { name: 'endCursor', description: matching(/^An opaque cursor\./) },
      ],
    });
  });

  it('keeps its introspection below 0.6 MB, which a browser loads at once', async () => {
    const { data } = await gateway.query(getIntrospectionQuery());
    expect(JSON.stringify(data).length).toBeLessThan(600_000);
    expect(data).toHaveProperty('__schema.types');
  });

  it('tells routers which types hold patient data, and nothing about scopes', async () => {
    const tagged = TYPES.filter(([, facts]) => isAboutPatients(facts)).map(([type]) => type);
    expect([...(await directivesOf('tag')).keys()].toSorted()).toEqual(tagged.toSorted());
    expect(tagged).toEqual(including('Patient', 'Observation'));
    expect(tagged).not.toEqual(including('Location'));
    expect((await directivesOf('requiresScopes')).size).toBe(0);
    expect(await publishedSdl()).not.toContain('"@requiresScopes"');
  });

  it('tells routers which scopes each resource takes if SUBGRAPH_SCOPES is true', async () => {
    const withScopes = await startGateway(sandbox, { server: { hasSubgraphScopes: true } });
    const scopes = await directivesOf('requiresScopes', withScopes);
    expect(await publishedSdl(withScopes)).toBe(
      readFileSync('sdl/subgraph-with-scopes.graphql', 'utf8').trimEnd(),
    );
    await withScopes.close();
    expect([...scopes.keys()].toSorted()).toEqual(TYPES.map(([type]) => type).toSorted());
    const [ofObservations = ''] = scopes.get('Observation') ?? [];
    expect([...ofObservations.matchAll(/"([^"]+)"/g)].map(([, scope]) => scope)).toEqual(
      listScopesToSee('Observation'),
    );
  });

  it('tells routers what a field weighs, and how long a list can be', async () => {
    const [weights, sizes] = [await directivesOf('cost'), await directivesOf('listSize')];
    expect(weights.get('Patient.labResults')).toEqual(['@cost(weight: 10)']);
    expect(weights.get('PractitionerReference.resource')).toEqual(['@cost(weight: 2)']);
    expect(weights.get('DocumentContent.text')).toEqual(['@cost(weight: 10)']);
    expect(weights.has('Patient.fullName')).toBe(false);
    expect(sizes.get('Patient.labResults')).toEqual([
      '@listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)',
    ]);
    expect(sizes.get('Query.patientsConnection')).toEqual([matching(/sizedFields: \["nodes", "edges"\]/)]);
    expect([...sizes.keys()].filter((place) => place.startsWith('Patient.'))).toHaveLength(
      2 * Object.keys(PATIENT_LISTS).length,
    );
  });

  it('is a federation 2 subgraph whose patients are an entity', async () => {
    const sdl = await publishedSdl();
    expect(sdl).toMatch(/@link\(\s*url: "https:\/\/specs\.apollo\.dev\/federation\/v2\.\d+"/);
    expect(sdl).toMatch(/type Patient\s+@key\(fields: "id"\)/);
  });
});
