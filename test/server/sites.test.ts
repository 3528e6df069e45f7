import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { refusalResponseOf } from '../../src/graphql/plugins/refusal.ts';
import { openInTime, type SiteLease } from '../../src/server/sites.ts';

describe('openInTime', () => {
  it('ends with the operation, and releases a site that opens later', async () => {
    const opening = Promise.withResolvers<Pick<SiteLease, 'release'>>();
    const operation = new AbortController();
    const opened = openInTime(() => opening.promise, operation.signal).catch((error: unknown) => error);
    operation.abort(new GatewayError('OPERATION_TIMEOUT', 'Too late.'));
    expect(refusalResponseOf(await opened)).toMatchObject({
      status: 504,
      error: { code: 'OPERATION_TIMEOUT' },
    });
    const released = Promise.withResolvers<undefined>();
    opening.resolve({ release: () => released.resolve(undefined) });
    expect(await released.promise).toBeUndefined();
  });
});
