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

/** Sets the answer to a read of this id. */
function answerRead(id: string, body: object, headers: Readonly<Record<string, string>> = {}): void {
  sandbox.fault({ kind: 'json', body, headers, match: { path: new RegExp(`/${id}$`) }, times: Infinity });
}

function redirect(from: string, location: string): void {
  sandbox.fault({ kind: 'redirect', location, match: { path: new RegExp(`/${from}$`) }, times: Infinity });
}

const placeOf = (id: string): string => `${new URL(sandbox.baseUrl).pathname}/Patient/${id}`;

describe('a read that is answered with another record', () => {
  it.each([
    ['alone', {}],
    ['with headers that name it', { 'Content-Location': 'Patient/other', Location: 'Patient/other' }],
  ])('is refused, and shows nothing of it: %s', async (_what, headers) => {
    answerRead(CAMILA_LOPEZ, DERRICK, headers);
    const answer = await gateway.query(
      `{ patient(id: "${CAMILA_LOPEZ}") { id fullName labResults(first: 1) { id } } }`,
    );
    expect(answer.errors).toMatchObject([refusal('Patient', 'patient')]);
    expect(answer.data).toEqual({ patient: null });
    expect(JSON.stringify(answer)).not.toMatch(/Derrick|Lin/);
  });

  it('fails alone where others are read with it', async () => {
    sandbox.fault({ kind: 'status', status: 403, match: { operation: 'search' }, times: 1 });
    answerRead(CAMILA_LOPEZ, DERRICK);
    const { data, errors } = await gateway.query(
      `{ a: patient(id: "${CAMILA_LOPEZ}") { id fullName } b: patient(id: "${LINDA_ROSS}") { id } }`,
    );
    expect(data).toEqual({ a: null, b: { id: LINDA_ROSS } });
    expect(errors).toMatchObject([refusal('Patient', 'a')]);
  });

  it('is refused where the server redirects to one record and sends a third', async () => {
    redirect('eOld', placeOf('eNew'));
    answerRead('eNew', DERRICK);
    const { data, errors } = await gateway.query('{ patient(id: "eOld") { id fullName } }');
    expect({ data, errors }).toMatchObject({
      data: { patient: null },
      errors: [refusal('Patient', 'patient')],
    });
  });

  it('is refused where 4107 names one record and a third is sent', async () => {
    answerRead(MERGE_SURVIVOR, DERRICK);
    const { data, errors } = await gateway.query(`{ patient(id: "${MERGED_AS_OUTCOME}") { id fullName } }`);
    expect({ data, errors }).toMatchObject({
      data: { patient: null },
      errors: [refusal('Patient', 'patient')],
    });
    expect(fhirCalls(sandbox)).toEqual([`Patient/${MERGED_AS_OUTCOME}`, `Patient/${MERGE_SURVIVOR}`]);
  });

  it.each([
    ['redirects to exactly that', MERGED_BY_REDIRECT],
    ['says 4107 and names exactly that', MERGED_AS_OUTCOME],
  ])('is shown with a warning where the server %s', async (_what, id) => {
    const { data, errors, extensions } = await gateway.query(`{ patient(id: "${id}") { id } }`);
    expect({ data, errors }).toEqual({ data: { patient: { id: MERGE_SURVIVOR } } });
    expect(extensions?.fhir.warnings).toMatchObject([{ code: '4107', resourceType: 'Patient' }]);
  });
});

describe('the content of a document', () => {
  const WORDS = Buffer.from('Of somebody else.').toString('base64');
  const other = { resourceType: 'Binary', id: 'eOther', contentType: 'text/plain', data: WORDS };
  const query = '{ documentReference(id: "eDocument") { id content { text data } } }';
  const document = {
    resourceType: 'DocumentReference',
    id: 'eDocument',
    status: 'current',
    content: [{ attachment: { contentType: 'text/plain', url: 'Binary/eOwn' } }],
  };

  it('is none of another Binary', async () => {
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
    ['its own Binary', { ...other, id: 'eOwn' }],
    ['a Binary that does not say its id', { ...other, id: undefined }],
  ])('is that of %s', async (_what, binary) => {
    answerRead('eDocument', document);
    answerRead('eOwn', binary);
    const { data, errors } = await gateway.query(query);
    expect({ data, errors }).toEqual({
      data: { documentReference: { id: 'eDocument', content: { text: 'Of somebody else.', data: WORDS } } },
    });
  });

  it('comes from the Binary that the server redirects to', async () => {
    answerRead('eDocument', document);
    redirect('eOwn', `${new URL(sandbox.baseUrl).pathname}/Binary/eOther`);
    answerRead('eOther', other);
    const { data, errors } = await gateway.query(query);
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ documentReference: { content: { text: 'Of somebody else.' } } });
  });
});
