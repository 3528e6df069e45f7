import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startClientGateway } from './gateway.ts';
import { createProject, DOCS_URL, type Project } from './project.ts';

/** Runs labs.ts against a gateway that executes only the documents of a manifest. Returns what it prints. */
async function printLabs(project: Project, manifest: string, client: string): Promise<string> {
  const gateway = await startClientGateway({ TRUSTED_DOCUMENTS: join(project.folder, manifest) });
  try {
    expect(await gateway.send('{ patients(first: 1) { id } }')).toMatchObject({
      errors: [{ extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
    });
    project.edit(client, DOCS_URL, gateway.url);
    return await project.run('node labs.ts');
  } finally {
    await gateway.close();
  }
}

it('Apollo Client sends the ids of the client preset', async () => {
  const project = createProject('apollo-client');
  try {
    project.edit('labs.ts', './client.ts', './trusted-client.ts');
    await project.run('graphql-codegen');
    const printed = await printLabs(project, 'gql/persisted-documents.json', 'trusted-client.ts');
    expect(printed).toContain("valueText: '24 U/L'");
  } finally {
    project.dispose();
  }
});

it("Relay sends the ids of its compiler's persisted queries", async () => {
  const project = createProject('relay');
  try {
    project.edit(
      'relay.config.js',
      '  customScalarTypes,\n',
      "  customScalarTypes,\n  persistConfig: { file: './persisted-queries.json' },\n",
    );
    project.write('persisted-queries.json', '{}');
    await project.run('relay-compiler');
    const printed = await printLabs(project, 'persisted-queries.json', 'environment.ts');
    expect(printed).toContain("valueText: '24 U/L'");
  } finally {
    project.dispose();
  }
});
