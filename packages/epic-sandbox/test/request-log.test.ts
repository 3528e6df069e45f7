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

describe('the log of requests', () => {
  it('keeps the latest where there are more than its limit', () => {
    const log = createRequestLog(2);
    for (let count = 0; count < 3; count += 1) log.record(REQUEST);
    expect(log.requests.map(({ arrived }) => arrived)).toEqual([2, 3]);
  });

  it('goes on counting after it was cleared', () => {
    const log = createRequestLog(2);
    log.record(REQUEST);
    log.clear();
    log.record(REQUEST);
    expect(log.requests.map(({ arrived }) => arrived)).toEqual([2]);
  });
});
