import { spawnSync } from 'node:child_process';
import { CAMILA_LOPEZ } from 'epic-fhir-sandbox/data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BUILT_SDL } from '../../scripts/published-sdl.ts';
import { type ClientGateway, startClientGateway } from './gateway.ts';
import { createProject, type Project } from './project.ts';

/** Debian's own Python, because only that one finds packages that Debian installs. */
const PYTHON = '/usr/bin/python3';
const IMPORTS = 'import gql, graphql, requests_toolbelt';

const hasGql = spawnSync(PYTHON, ['-c', IMPORTS]).status === 0;
const SKIPS_WITHOUT_GQL = hasGql ? '' : ' (skipped: apt-get install python3-gql python3-requests-toolbelt)';

describe.skipIf(!hasGql)(`Debian's gql for Python${SKIPS_WITHOUT_GQL}`, () => {
  const LABS = `${PYTHON} labs.py`;
  let gateway: ClientGateway;
  let project: Project;

  beforeAll(async () => {
    gateway = await startClientGateway();
    project = createProject('python', gateway.url);
    await project.run('cp node_modules/epic-fhir-graphql-gateway/sdl/schema.graphql .');
  });

  afterAll(async () => {
    project.dispose();
    await gateway.close();
  });

  it('prints laboratory results, and the code of a list that failed', async () => {
    expect(await project.run(LABS)).toContain("'valueText': '24 U/L'");
    gateway.failLabs();
    expect(await project.run(LABS)).toBe('Labs failed: UPSTREAM_REJECTED\n');
    await project.withEdit('labs.py', CAMILA_LOPEZ, 'eShape-GpIdentifier.0193', async () => {
      expect(await project.run(LABS)).toBe('[]\n');
    });
  });

  it('reads all pages of a connection', async () => {
    const ids = (await project.run(`${PYTHON} pages.py`)).trimEnd().split('\n');
    expect(ids.length).toBeGreaterThan(40);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('validates operations against the schema file before it sends them', async () => {
    await project.withEdit('labs.py', 'valueText', 'valueTxt', async () => {
      const { status, stderr } = await project.tryRun(LABS);
      expect(status).not.toBe(0);
      expect(stderr).toContain("GraphQLError: Cannot query field 'valueTxt' on type 'Observation'.");
    });
  });

  it('reads the introspection result of the package', async () => {
    const schema = /schema=Path.*(?=\)\n)/.exec(project.read('labs.py'))?.[0] ?? '';
    project.write('introspection.json', BUILT_SDL['sdl/introspection.json']());
    const introspection = 'introspection=__import__("json").load(open("introspection.json"))';
    await project.withEdit('labs.py', schema, introspection, async () => {
      expect(await project.run(LABS)).toContain("'valueText': '24 U/L'");
      await project.withEdit('labs.py', 'valueText', 'valueTxt', async () => {
        expect((await project.tryRun(LABS)).stderr).toContain("Cannot query field 'valueTxt'");
      });
    });
  });

  it('cannot read the introspection result of a running gateway with graphql 16.15, which allows deprecated directives', async () => {
    const schema = /schema=Path.*(?=\)\n)/.exec(project.read('labs.py'))?.[0] ?? '';
    await project.withEdit('labs.py', schema, 'fetch_schema_from_transport=True', async () => {
      expect((await project.tryRun(LABS)).stderr).toContain(
        'locations must be specified as a collection of DirectiveLocation enum values',
      );
    });
  });
});
