import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createById } from '../../src/loaders/by-id.ts';
import { type Operations, startOperations } from '../support/operation.ts';
import { type RecordServer, startRecordServer } from '../support/record-server.ts';
import { rejectionOf } from '../support/refusal.ts';

const IDS = ['o1', 'o2', 'o3', 'o4'];
const INCLUDES = ['Observation:encounter'];

let server: RecordServer;
let operations: Operations;

beforeEach(async () => {
  server = await startRecordServer(
    IDS.map((id) => ({ resourceType: 'Observation', id, status: 'final', code: {} })),
    undefined,
    { Observation: ['_id', 'encounter'] },
  );
  operations = await startOperations(server, { idBatchSize: 2 });
});

afterEach(async () => {
  await operations.close();
  await server.close();
});

/** Returns a loader by id. @param before delays the search for a group, such as `o3,o4`; `after` is called with each that ended */
function createLoader(before: (group: unknown) => Promise<void>, after: (group: unknown) => void = () => {}) {
  const { operation } = operations.begin();
  const { client } = operation;
  const search: typeof client.search = async (type, parameters, budget) => {
    const { _id: group } = parameters;
    await before(group);
    const found = await client.search(type, parameters, budget);
    after(group);
    return found;
  };
  return createById({ ...operation, client: { ...client, search } });
}

describe('groups of ids in one turn', () => {
  it('do not wait for each other', async () => {
    const released = Promise.withResolvers<void>();
    const byId = createLoader(async (group) => (group === 'o3,o4' ? released.promise : undefined));
    const [first, , third] = IDS.map((id) => byId.load('Observation', id));
    expect(await first).toMatchObject({ id: 'o1' });
    released.resolve();
    expect(await third).toMatchObject({ id: 'o3' });
  });

  it('end together if they include references, so hidden records that delay one do not show [T1-I4]', async () => {
    const ended: unknown[] = [];
    const isFirstEnded = Promise.withResolvers<void>();
    const byId = createLoader(
      async (group) => (group === 'o3,o4' ? isFirstEnded.promise : undefined),
      (group) => {
        ended.push(group);
        isFirstEnded.resolve();
      },
    );
    await Promise.all(
      IDS.map(async (id) => {
        await byId.load('Observation', id, undefined, INCLUDES);
        ended.push(id);
      }),
    );
    expect(ended).toEqual(['o1,o2', 'o3,o4', ...IDS]);
  });

  it('are read again after a failure of the whole group', async () => {
    let isFailed = false;
    const byId = createLoader(async () => {
      if (isFailed) return;
      isFailed = true;
      throw new GatewayError('UPSTREAM_TIMEOUT', 'late');
    });
    const failed = rejectionOf(byId.load('Observation', 'o3'));
    void byId.load('Observation', 'o4').catch(() => {});
    expect(await failed).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(await byId.load('Observation', 'o3')).toMatchObject({ id: 'o3' });
  });
});
