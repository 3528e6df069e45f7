import type { Sandbox } from 'epic-fhir-sandbox';
import {
  CAMILA_LOPEZ,
  DERRICK_LIN,
  LINDA_ROSS,
  MERGE_SURVIVOR,
  MERGED_AS_OUTCOME,
  MERGED_BY_REDIRECT,
} from 'epic-fhir-sandbox/data';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Gateway, startGateway } from '../support/gateway.ts';
import { borrowSandbox } from '../support/sandbox.ts';
import { fhirCalls } from '../support/upstream.ts';

let sandbox: Sandbox;
let gateway: Gateway;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  gateway = await startGateway(sandbox);
});

afterEach(() => {
  sandbox.clearFaults();
  sandbox.clearRequests();
});

afterAll(async () => {
  await gateway.close();
  await sandbox.close();
});

const DERRICK = { resourceType: 'Patient', id: DERRICK_LIN, name: [{ text: 'Derrick Lin' }] };

function refusal(type: string, ...path: unknown[]): object {
  return {
    message: `The FHIR server sent a different ${type} than the one requested.`,
    path,
    extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
  };
}

/** Makes the sandbox answer each read of this id with the body. */
function answerRead(id: string, body: object, headers: Readonly<Record<string, string>> = {}): void {
  sandbox.fault({ kind: 'json', body, headers, match: { path: new RegExp(`/${id}$`) }, times: Infinity });
}

function redirect(from: string, location: string): void {
  sandbox.fault({ kind: 'redirect', location, match: { path: new RegExp(`/${from}$`) }, times: Infinity });
}

const patientPath = (id: string): string => `${new URL(sandbox.baseUrl).pathname}/Patient/${id}`;

describe('a read that returns a different record [T3-T5]', () => {
  it.each([
    ['the body only', {}],
    [
      'the body, and headers that name another id',
      { 'Content-Location': 'Patient/other', Location: 'Patient/other' },
    ],
  ])(
    'rejects a response with a different record, and returns none of its data: %s',
    async (_what, headers) => {
      answerRead(CAMILA_LOPEZ, DERRICK, headers);
      const answer = await gateway.query(
        `{ patient(id: "${CAMILA_LOPEZ}") { id fullName labResults(first: 1) { id } } }`,
      );
      expect(answer.errors).toMatchObject([refusal('Patient', 'patient')]);
      expect(answer.data).toEqual({ patient: null });
      expect(JSON.stringify(answer)).not.toMatch(/Derrick|Lin/);
    },
  );

  it('fails only the patient whose read returned a different record', async () => {
    sandbox.fault({ kind: 'status', status: 403, match: { operation: 'search' }, times: 1 });
    answerRead(CAMILA_LOPEZ, DERRICK);
    const { data, errors } = await gateway.query(
      `{ a: patient(id: "${CAMILA_LOPEZ}") { id fullName } b: patient(id: "${LINDA_ROSS}") { id } }`,
    );
    expect(data).toEqual({ a: null, b: { id: LINDA_ROSS } });
    expect(errors).toMatchObject([refusal('Patient', 'a')]);
  });

  it('rejects a third record after a redirect to another one', async () => {
    redirect('eOld', patientPath('eNew'));
    answerRead('eNew', DERRICK);
    const { data, errors } = await gateway.query('{ patient(id: "eOld") { id fullName } }');
    expect({ data, errors }).toMatchObject({
      data: { patient: null },
      errors: [refusal('Patient', 'patient')],
    });
  });

  it('rejects a third record after issue 4107 named another one', async () => {
    answerRead(MERGE_SURVIVOR, DERRICK);
    const { data, errors } = await gateway.query(`{ patient(id: "${MERGED_AS_OUTCOME}") { id fullName } }`);
    expect({ data, errors }).toMatchObject({
      data: { patient: null },
      errors: [refusal('Patient', 'patient')],
    });
    expect(fhirCalls(sandbox)).toEqual([`Patient/${MERGED_AS_OUTCOME}`, `Patient/${MERGE_SURVIVOR}`]);
  });

  it.each([
    ['redirects to it', MERGED_BY_REDIRECT],
    ['names it in issue 4107', MERGED_AS_OUTCOME],
  ])('returns the merge survivor with a warning when the server %s', async (_what, id) => {
    const { data, errors, extensions } = await gateway.query(`{ patient(id: "${id}") { id } }`);
    expect({ data, errors }).toEqual({ data: { patient: { id: MERGE_SURVIVOR } } });
    expect(extensions?.fhir.warnings).toMatchObject([{ code: '4107', resourceType: 'Patient' }]);
  });
});

describe('the content of a DocumentReference [T3-T5]', () => {
  const CONTENT = Buffer.from('The note of another patient.').toString('base64');
  const other = { resourceType: 'Binary', id: 'eOther', contentType: 'text/plain', data: CONTENT };
  const query = '{ documentReference(id: "eDocument") { id content { text data } } }';
  const document = {
    resourceType: 'DocumentReference',
    id: 'eDocument',
    status: 'current',
    content: [{ attachment: { contentType: 'text/plain', url: 'Binary/eOwn' } }],
  };

  it('returns no content from a Binary with a different id', async () => {
    answerRead('eDocument', document);
    answerRead('eOwn', other);
    const { data, errors } = await gateway.query(query);
    expect(data).toEqual({ documentReference: { id: 'eDocument', content: { text: null, data: null } } });
    const byField = errors?.toSorted((one, another) => String(one.path).localeCompare(String(another.path)));
    expect(byField).toMatchObject([
      refusal('Binary', 'documentReference', 'content', 'data'),
      refusal('Binary', 'documentReference', 'content', 'text'),
    ]);
  });

  it.each([
    ['the referenced id', { ...other, id: 'eOwn' }],
    ['no id', { ...other, id: undefined }],
  ])('returns the content of a Binary with %s', async (_what, binary) => {
    answerRead('eDocument', document);
    answerRead('eOwn', binary);
    const { data, errors } = await gateway.query(query);
    expect({ data, errors }).toEqual({
      data: {
        documentReference: {
          id: 'eDocument',
          content: { text: 'The note of another patient.', data: CONTENT },
        },
      },
    });
  });

  it('returns the content of the Binary that the server redirects to', async () => {
    answerRead('eDocument', document);
    redirect('eOwn', `${new URL(sandbox.baseUrl).pathname}/Binary/eOther`);
    answerRead('eOther', other);
    const { data, errors } = await gateway.query(query);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ documentReference: { content: { text: 'The note of another patient.' } } });
  });
});
