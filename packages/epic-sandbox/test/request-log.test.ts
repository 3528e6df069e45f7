import { describe, expect, it } from 'vitest';
import { type ArrivedRequest, createRequestLog } from '../src/request-log.ts';

const REQUEST: ArrivedRequest = {
  method: 'GET',
  path: '/',
  query: '',
  operation: 'other',
  resourceType: null,
  headers: {},
};

describe('the request log', () => {
  it('the log keeps only the latest requests', () => {
    const log = createRequestLog(2);
    for (let count = 0; count < 3; count += 1) log.record(REQUEST);
    expect(log.requests.map(({ arrived }) => arrived)).toEqual([2, 3]);
  });

  it('sequence numbers continue after clear()', () => {
    const log = createRequestLog(2);
    log.record(REQUEST);
    log.clear();
    log.record(REQUEST);
    expect(log.requests.map(({ arrived }) => arrived)).toEqual([2]);
  });
});
