import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createRequestCoalescer } from '../../src/epic/request-coalescing.ts';

interface Work {
  readonly signal: AbortSignal;
  readonly finish: (value: string) => void;
  readonly fail: (error: Error) => void;
}

/** Creates a coalescer whose work ends when the test resolves it. */
function begin() {
  const started: Work[] = [];
  const coalescer = createRequestCoalescer<string>();
  const join = (key: string, signal?: AbortSignal): Promise<string> =>
    coalescer.join(
      key,
      signal,
      (given) =>
        new Promise((resolve, reject) => {
          started.push({ signal: given, finish: resolve, fail: reject });
        }),
    );
  return { started, join, ageOf: (key: string) => coalescer.ageOf(key), detach: () => coalescer.detach() };
}

describe('coalesced work [T7-I1]', () => {
  it('runs the work once for concurrent callers, and again for a later one', async () => {
    const { started, join } = begin();
    const all = [join('a'), join('a', new AbortController().signal), join('b')];
    expect(started).toHaveLength(2);
    started[0]?.finish('A');
    started[1]?.finish('B');
    await expect(Promise.all(all)).resolves.toEqual(['A', 'A', 'B']);
    void join('a');
    expect(started).toHaveLength(3);
  });

  it('starts new work for callers after a detach, and continues the work for earlier callers', async () => {
    const { started, join, detach } = begin();
    const earlier = join('a');
    detach();
    const later = [join('a'), join('a')];
    expect(started).toHaveLength(2);
    started[1]?.finish('new');
    await expect(Promise.all(later)).resolves.toEqual(['new', 'new']);
    started[0]?.finish('old');
    await expect(earlier).resolves.toBe('old');
  });

  it('has the age of the request that was sent, also for those who join it later, and none before or after', async () => {
    const { started, join, ageOf } = begin();
    expect(ageOf('a')).toBeUndefined();
    const sent = join('a');
    const age = ageOf('a');
    void join('a');
    expect(ageOf('a')).toBe(age);
    expect(age?.()).toBeGreaterThanOrEqual(0);
    started[0]?.finish('A');
    await sent;
    expect(ageOf('a')).toBeUndefined();
  });

  it('fails for all waiting callers, and runs again for a later one', async () => {
    const { started, join } = begin();
    const all = Promise.allSettled([join('a'), join('a')]);
    started[0]?.fail(new Error('no'));
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void join('a');
    expect(started).toHaveLength(2);
  });

  it('continues for the other callers when one aborts', async () => {
    const { started, join } = begin();
    const controller = new AbortController();
    const aborted = join('a', controller.signal);
    const stayed = join('a', new AbortController().signal);
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'OPERATION_ABORTED' });
    expect(started[0]?.signal.aborted).toBe(false);
    started[0]?.finish('A');
    await expect(stayed).resolves.toBe('A');
  });

  it('aborts the work with its last caller, and runs it again for a later one', async () => {
    const { started, join } = begin();
    const controllers = [new AbortController(), new AbortController()];
    const all = controllers.map(({ signal }) => join('a', signal));
    controllers.forEach((controller) => controller.abort());
    for (const aborted of all) await expect(aborted).rejects.toBeInstanceOf(GatewayError);
    expect(started[0]?.signal.aborted).toBe(true);
    void join('a');
    expect(started).toHaveLength(2);
  });

  it('neither starts nor joins work for an aborted caller', async () => {
    const { started, join } = begin();
    await expect(join('a', AbortSignal.abort())).rejects.toMatchObject({ code: 'OPERATION_ABORTED' });
    expect(started).toEqual([]);
  });

  it('rejects with the abort reason, and aborts the work with it if no other caller waits', async () => {
    const { started, join } = begin();
    const tooLong = new GatewayError('OPERATION_TIMEOUT', 'The operation took too long.');
    const controller = new AbortController();
    const aborted = join('a', controller.signal);
    controller.abort(tooLong);
    await expect(aborted).rejects.toBe(tooLong);
    expect(started[0]?.signal.reason).toBe(tooLong);
    await expect(join('a', controller.signal)).rejects.toBe(tooLong);
    expect(started).toHaveLength(1);
  });
});
