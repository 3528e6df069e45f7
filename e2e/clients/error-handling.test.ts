import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientGateway, startClientGateway } from './gateway.ts';
import { createProject, type Project } from './project.ts';

const QUERY = "query: LABS, variables: { id: 'erXuFYUfucBZaryVksYEcMg3' }";
const IMPORTS = `import { errorCodes } from 'epic-fhir-graphql-client';
import { client } from './client.ts';
import { LABS } from './query.ts';
`;

/** Reads the list without a check for null. */
const READ = `${IMPORTS}
try {
  const { data } = await client.query({ ${QUERY} });
  console.log(data?.patient?.labResults.length);
} catch (error) {
  console.log('Thrown:', ...errorCodes(error));
}
`;

/** Reads the list after another component that keeps the rest of the data. */
const READ_AFTER_FAILURE = `${IMPORTS}
const { data: kept, error } = await client.query({ ${QUERY}, errorPolicy: 'all' });
const { data } = await client.query({ ${QUERY} });
console.log(kept?.patient?.labResults, ...errorCodes(error), data?.patient?.labResults.length);
`;

let gateway: ClientGateway;
let project: Project;

beforeAll(async () => {
  gateway = await startClientGateway();
  project = createProject('apollo-client', gateway.url);
  for (const file of ['client.ts', 'trusted-client.ts'])
    project.edit(file, "errorPolicy: 'all'", "errorPolicy: 'none'");
  project.edit('codegen.ts', "documents: ['*.ts'],", "documents: ['*.ts'], errorHandlingClient: true,");
  project.write('labs.ts', READ);
  await project.run('graphql-codegen');
});

afterAll(async () => {
  project.dispose();
  await gateway.close();
});

describe('the option `errorHandlingClient` with a client that throws the errors of fields', () => {
  it('lets programs read a list without a check for null, but no patient and no name', async () => {
    expect(await project.run('tsc')).toBe('');
    for (const nullable of ['data?.patient.labResults', 'data?.patient?.fullName'])
      await project.withEdit('labs.ts', 'data?.patient?.labResults', nullable, async () => {
        expect((await project.tryRun('tsc')).stdout).toMatch(/labs\.ts.+ is possibly '/);
      });
  });

  it('makes a list that failed throw its code', async () => {
    expect(await project.run('node labs.ts')).toBe('3\n');
    gateway.failLabs();
    expect(await project.run('node labs.ts')).toBe('Thrown: UPSTREAM_REJECTED\n');
  });

  it('never reads the null of a list that failed for another component from the cache', async () => {
    await project.withEdit('labs.ts', READ, READ_AFTER_FAILURE, async () => {
      gateway.failLabs();
      expect(await project.run('node labs.ts')).toBe('null UPSTREAM_REJECTED 3\n');
    });
  });

  it('leaves lists nullable by default', async () => {
    await project.withEdit('codegen.ts', ' errorHandlingClient: true,', '', async () => {
      await project.run('graphql-codegen');
      expect((await project.tryRun('tsc')).stdout).toContain("'data.patient.labResults' is possibly 'null'");
    });
  });
});
