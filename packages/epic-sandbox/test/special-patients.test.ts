import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DELETED,
  MERGE_SURVIVOR,
  MERGED_AS_OUTCOME,
  MERGED_BY_REDIRECT,
  RESTRICTED,
  RESTRICTED_AS_BAD_REQUEST,
} from '../src/data/special-patients.ts';
import type { Sandbox } from '../src/sandbox.ts';
import { borrowSandbox } from './support/sandbox.ts';
import { type Get, outcomeCodes, signIn } from './support/client.ts';

let sandbox: Sandbox;
let get: Get;

beforeAll(async () => {
  sandbox = await borrowSandbox();
  get = await signIn(sandbox);
});

afterAll(() => sandbox.close());

describe('merged patients', () => {
  it("a read of a patient merged by redirect answers with the survivor's location", async () => {
    const { status, headers } = await get(`/Patient/${MERGED_BY_REDIRECT}`);
    expect(status).toBe(301);
    const location = headers.get('location') ?? '';
    expect(new URL(location, `${sandbox.baseUrl}/Patient/${MERGED_BY_REDIRECT}`).href).toBe(
      `${sandbox.baseUrl}/Patient/${MERGE_SURVIVOR}`,
    );
  });

  it('a read of a merged patient answers 404 with outcome 4107, and the survivor in Content-Location', async () => {
    const { status, headers, body } = await get(`/Patient/${MERGED_AS_OUTCOME}`);
    expect(status).toBe(404);
    expect(outcomeCodes(body)).toEqual(['fatal 4107']);
    expect(headers.get('content-location')).toBe(
      new URL(`${sandbox.baseUrl}/Patient/${MERGE_SURVIVOR}`).pathname,
    );
  });
});

describe('restricted patients', () => {
  it.each([
    [RESTRICTED, 403, 'fatal 4130'],
    [RESTRICTED_AS_BAD_REQUEST, 400, 'fatal 4134'],
  ])('a read of %s answers %i with the break-the-glass outcome', async (id, status, code) => {
    const answer = await get(`/Patient/${id}`);
    expect(answer.status).toBe(status);
    expect(outcomeCodes(answer.body)).toEqual([code]);
  });
});

describe('deleted patients', () => {
  it('a read of a deleted patient answers 410 with outcome 4103', async () => {
    const { status, body } = await get(`/Patient/${DELETED}`);
    expect(status).toBe(410);
    expect(outcomeCodes(body)).toEqual(['fatal 4103']);
  });
});
