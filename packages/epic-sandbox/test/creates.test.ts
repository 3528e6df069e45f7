import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEART_RATE, NEW_PATIENT, NEW_RESOURCES, PROBLEM } from '../src/data/new-resources.ts';
import { CAMILA_LOPEZ } from '../src/data/patients.ts';
import { type Sandbox, startSandbox } from '../src/sandbox.ts';
import { having, type Post, signIn } from './support/client.ts';
import {
  locatedId,
  REPRESENTATION,
  startWriteSession,
  startWriteSessionAt,
  type WriteSession,
} from './support/write-session.ts';

const NOW = Date.parse('2026-10-02T12:00:00.500Z');

let sandbox: Sandbox;
let post: Post;

async function open(opening: Promise<WriteSession> = startWriteSession()): Promise<void> {
  ({ sandbox, post } = await opening);
}

beforeEach(() => open());

afterEach(() => sandbox.close());

describe('a create', () => {
  it.each(NEW_RESOURCES)(
    'a create of $resourceType answers 201 with a relative Location and no body',
    async (resource) => {
      const answer = await post(resource.resourceType, resource);
      expect(answer).toMatchObject({ status: 201, text: '' });
      expect(answer.headers.get('location')).toMatch(
        new RegExp(`^${resource.resourceType}/e[A-Za-z0-9.-]{30,}3$`),
      );
      expect(answer.headers.get('etag')).toBeNull();
      expect(answer.headers.get('content-type')).toBeNull();
    },
  );

  it.each(NEW_RESOURCES)(
    'a create of $resourceType returns the resource if Prefer requests it',
    async (resource) => {
      const { resourceType } = resource;
      const answer = await post(resourceType, resource, REPRESENTATION);
      expect(answer).toMatchObject({ status: 201, body: { resourceType, id: locatedId(answer) } });
      expect(answer.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
    },
  );

  it.each(['return=minimal', 'return=OperationOutcome', 'handling=strict'])(
    'a create returns no body with Prefer: %s',
    async (prefer) => {
      expect(await post('Observation', HEART_RATE, { Prefer: prefer })).toMatchObject({
        status: 201,
        text: '',
      });
    },
  );

  it('sandbox.created records the submitted body, the time and the patient of a create', async () => {
    await sandbox.close();
    await open(startWriteSessionAt(NOW));
    const ids: string[] = [];
    for (const resource of NEW_RESOURCES) ids.push(locatedId(await post(resource.resourceType, resource)));
    expect(sandbox.created).toEqual(
      NEW_RESOURCES.map((submitted, index) => ({
        type: submitted.resourceType,
        id: ids[index],
        patient: submitted.resourceType === 'Patient' ? ids[index] : CAMILA_LOPEZ,
        at: NOW,
        submitted,
        resource: having({ id: ids[index] }),
      })),
    );
  });

  it('sandbox.requests records a create with its type', async () => {
    sandbox.clearRequests();
    await post('Condition', PROBLEM);
    expect(sandbox.requests).toMatchObject([
      { method: 'POST', operation: 'create', resourceType: 'Condition', status: 201 },
    ]);
  });

  it('a created resource exists only in its own sandbox', async () => {
    const other = await startSandbox();
    const id = locatedId(await post('Observation', HEART_RATE));
    const getElsewhere = await signIn(other);
    expect(await getElsewhere(`/Observation/${id}`)).toMatchObject({ status: 404 });
    expect(other.created).toEqual([]);
    expect(other.chart(CAMILA_LOPEZ, 'Observation').length).toBe(
      sandbox.chart(CAMILA_LOPEZ, 'Observation').length - 1,
    );
    await other.close();
  });
});

describe('the response to a create', () => {
  it.each([
    [{ status: 200 }, 200, /^Observation\/e/],
    [{ location: 'absolute' }, 201, /^http:\/\/127\.0\.0\.1:\d+\/.*\/R4\/Observation\/e/],
  ] as const)('can be of another form: %o', async (createAnswers, status, location) => {
    await sandbox.close();
    await open(startWriteSession({ createAnswers }));
    const answer = await post('Observation', HEART_RATE);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('location')).toMatch(location);
  });

  it('createAnswers can omit the Location', async () => {
    await sandbox.close();
    await open(startWriteSession({ createAnswers: { location: 'missing' } }));
    const answer = await post('Observation', HEART_RATE);
    expect(answer).toMatchObject({ status: 201, text: '' });
    expect(answer.headers.get('location')).toBeNull();
  });

  it('createAnswers can always or never send the resource', async () => {
    await sandbox.close();
    await open(startWriteSession({ createAnswers: { representation: 'always' } }));
    expect(await post('Observation', HEART_RATE)).toMatchObject({ body: { resourceType: 'Observation' } });
    await sandbox.close();
    await open(startWriteSession({ createAnswers: { representation: 'never' } }));
    expect(await post('Observation', HEART_RATE, REPRESENTATION)).toMatchObject({ status: 201, text: '' });
  });

  it('createAnswers can hide whether a patient already existed', async () => {
    await sandbox.close();
    await open(startWriteSession({ createAnswers: { matchStatus: 201 } }));
    await post('Patient', NEW_PATIENT);
    expect(await post('Patient', NEW_PATIENT)).toMatchObject({ status: 201 });
    expect(sandbox.created).toHaveLength(1);
  });

  it('a create answers in XML unless the client accepts JSON', async () => {
    const { text } = await post('Observation', HEART_RATE, { ...REPRESENTATION, Accept: '*/*' });
    expect(text).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?><Observation xmlns=/);
  });
});
