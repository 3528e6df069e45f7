import { gzipSync } from 'node:zlib';
import type { Sandbox } from 'epic-fhir-sandbox';
import { type ASTNode, getIntrospectionQuery, Kind, parse, print, visit } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_SDL } from '../../../scripts/published-sdl.ts';
import { listScopesToSee } from '../../../src/access/scopes.ts';
import { isListField, PATIENT_LISTS } from '../../../src/fhir/patient-lists.ts';
import type { ResourceFacts } from '../../../src/fhir/resource-facts.ts';
import { isAboutPatients } from '../../../src/fhir/resource-kinds.ts';
import { RESOURCES } from '../../../src/fhir/resources.ts';
import { including, matching } from '../../support/expected.ts';
import { type Gateway, startGateway } from '../../support/gateway.ts';
import { borrowSandbox } from '../../support/sandbox.ts';
import { DEFINITIONS } from '../../support/schema-files.ts';

const DEFINED_NAMES = DEFINITIONS.flatMap((definition) => nameOf(definition));

/** Returns false for what federation adds, and for the root type, which each subgraph defines in part. */
function isOwn(path: string): boolean {
  const [type = '', field = ''] = path.split('.');
  return DEFINED_NAMES.includes(type) && !field.startsWith('_');
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

/** Returns the SDL from which a router composes its supergraph. */
async function publishedSdl(from = gateway): Promise<string> {
  const { data } = await from.query<{ service: { sdl: string } }>('{ service: _service { sdl } }');
  return data.service.sdl;
}

/**
 * Returns the path at which the schema describes a derived node: an argument of a connection on its list, and `after` and the fields of
 * connections and edges on PatientConnection and PatientEdge.
 */
function describedAt(path: string): string {
  const derived = path
    .replace(/^\w+\.\w+Connection\.after$/, 'Query.patientsConnection.after')
    .replace(/^(Patient|Query)\.(?!patients)(\w+)Connection\./, '$1.$2.');
  return derived.replace(/^(?!Patient)\w+(Connection|Edge)\./, 'Patient$1.');
}

interface DescribedNode {
  readonly path: string;
  readonly description: string | undefined;
}

/** Returns every node of the SDL that may have a description, with its path, such as `Patient.name.use`. */
function describedNodes(sdl: string): DescribedNode[] {
  const found: DescribedNode[] = [];
  visit(parse(sdl), {
    enter(node, _key, _parent, _path, ancestors) {
      if (!('description' in node) || !('name' in node) || node.name === undefined) return;
      const path = [...ancestors, node].flatMap((one) => ('kind' in one ? nameOf(one) : []));
      found.push({ path: path.join('.'), description: node.description?.value });
    },
  });
  return found;
}

/** Returns the uses of a directive by the `Type` or `Type.field` to which each applies. */
async function directivesOf(directive: string, from = gateway): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  visit(parse(await publishedSdl(from)), {
    Directive(node, _key, _parent, _path, ancestors) {
      if (node.name.value !== directive) return;
      const path = ancestors.flatMap((one) => ('kind' in one ? nameOf(one) : [])).join('.');
      found.set(path, [...(found.get(path) ?? []), print(node)]);
    },
  });
  return found;
}

function nameOf(node: ASTNode): string[] {
  return 'name' in node && node.name?.kind === Kind.NAME ? [node.name.value] : [];
}

describe('the published schema', () => {
  it('is sdl/subgraph.graphql of the package', async () => {
    expect(await publishedSdl()).toBe(BUILT_SDL['sdl/subgraph.graphql']().trimEnd());
  });

  it('publishes every definition of the folder schema/', async () => {
    const published = parse(await publishedSdl()).definitions.flatMap((definition) => nameOf(definition));
    expect(published).toEqual(including(...DEFINED_NAMES));
  });

  it('describes every type, field, argument, input field and enum value once, in full sentences', async () => {
    const own = describedNodes(await publishedSdl()).filter(({ path }) => isOwn(path));
    const descriptions = new Map(own.map(({ path, description }) => [path, description]));
    const all = own.map(({ path }) => ({ path, description: descriptions.get(describedAt(path)) }));
    const some = ['Patient', 'Patient.name.use', 'PatientFilter.family', 'NameUse.USUAL', 'FhirDate'];
    expect(all.map(({ path }) => path)).toEqual(including(...some));
    expect(all.filter(({ description = '' }) => !/^\S[\s\S]*\.$/.test(description))).toEqual([]);
  });

  it('names the FHIR element of a field only if the field has another name', async () => {
    const own = describedNodes(await publishedSdl()).filter(({ path }) => path.split('.').length === 2);
    const repeating = own.filter(({ path, description = '' }) => {
      const [, element] = /^[^`]* \(`(?:[A-Z]\w+\.)?(\w+)`\)/.exec(description) ?? [];
      const [type = '', field = ''] = path.split('.');
      return !type.endsWith('Input') && (element === field || `${element}s` === field);
    });
    expect(repeating).toEqual([]);
  });

  it('returns the descriptions by introspection', async () => {
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

  it('keeps the introspection result below 0.84 MB and below 77 kB compressed, so a browser loads it at once', async () => {
    const { data } = await gateway.query(getIntrospectionQuery());
    const text = JSON.stringify(data);
    expect(text.length).toBeLessThan(840_000);
    expect(gzipSync(text).length).toBeLessThan(77_000);
    expect(data).toHaveProperty('__schema.types');
  });

  it('tags the types with patient data for routers, and requires no scopes by default', async () => {
    const tagged = [...TYPES.filter(([, facts]) => isAboutPatients(facts)).map(([type]) => type), 'Record'];
    expect([...(await directivesOf('tag')).keys()].toSorted()).toEqual(tagged.toSorted());
    expect(tagged).toEqual(including('Patient', 'Observation'));
    expect(tagged).not.toEqual(including('Location'));
    expect((await directivesOf('requiresScopes')).size).toBe(0);
    expect(await publishedSdl()).not.toContain('"@requiresScopes"');
  });

  it('publishes the scopes that each resource requires if SUBGRAPH_SCOPES is true', async () => {
    const withScopes = await startGateway(sandbox, { server: { hasSubgraphScopes: true } });
    const scopes = await directivesOf('requiresScopes', withScopes);
    expect(await publishedSdl(withScopes)).toBe(BUILT_SDL['sdl/subgraph-with-scopes.graphql']().trimEnd());
    await withScopes.close();
    expect([...scopes.keys()].toSorted()).toEqual(TYPES.map(([type]) => type).toSorted());
    const [ofObservations = ''] = scopes.get('Observation') ?? [];
    expect([...ofObservations.matchAll(/"([^"]+)"/g)].map(([, scope]) => scope)).toEqual(
      listScopesToSee('Observation'),
    );
  });

  it('publishes the cost of fields and the size of lists', async () => {
    const [weights, sizes] = [await directivesOf('cost'), await directivesOf('listSize')];
    expect(weights.get('Patient.labResults')).toEqual(['@cost(weight: 10)']);
    expect(weights.get('PractitionerReference.resource')).toEqual(['@cost(weight: 2)']);
    expect(weights.get('DocumentContent.text')).toEqual(['@cost(weight: 10)']);
    expect(weights.has('Patient.fullName')).toBe(false);
    expect(sizes.get('Patient.labResults')).toEqual([
      '@listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)',
    ]);
    expect(sizes.get('Query.patientsConnection')).toEqual([matching(/sizedFields: \["nodes", "edges"\]/)]);
    const fields = [...sizes.keys()].filter((path) => path.startsWith('Patient.'));
    expect(fields.filter((path) => isListField(path.slice('Patient.'.length)))).toHaveLength(
      2 * Object.keys({ ...PATIENT_LISTS, records: null }).length,
    );
  });

  it('publishes a federation 2 subgraph with Patient as an entity', async () => {
    const sdl = await publishedSdl();
    expect(sdl).toMatch(/@link\(\s*url: "https:\/\/specs\.apollo\.dev\/federation\/v2\.\d+"/);
    expect(sdl).toMatch(/type Patient\s+@key\(fields: "id"\)/);
  });
});
