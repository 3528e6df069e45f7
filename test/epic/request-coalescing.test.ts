import { describe, expect, it } from 'vitest';
import { GatewayError } from '../../src/errors.ts';
import { createRequestCoalescer } from '../../src/epic/request-coalescing.ts';

interface Work {
  readonly signal: AbortSignal;
  readonly finish: (value: string) => void;
  readonly fail: (error: Error) => void;
}

/** A sharing whose work ends when the test says so. */
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
  return { started, join, renew: () => coalescer.detach() };
}

describe('shared work', () => {
  it('is done once for all who want the same at once, and anew for who comes later', async () => {
    const { started, join } = begin();
    const all = [join('a'), join('a', new AbortController().signal), join('b')];
    expect(started).toHaveLength(2);
    started[0]?.finish('A');
    started[1]?.finish('B');
    await expect(Promise.all(all)).resolves.toEqual(['A', 'A', 'B']);
    void join('a');
    expect(started).toHaveLength(3);
  });

  it('starts again for callers who come after it is renewed, and goes on for those who have joined', async () => {
    const { started, join, renew } = begin();
    const earlier = join('a');
    renew();
    const later = [join('a'), join('a')];
    expect(started).toHaveLength(2);
    started[1]?.finish('new');
    await expect(Promise.all(later)).resolves.toEqual(['new', 'new']);
    started[0]?.finish('old');
    await expect(earlier).resolves.toBe('old');
  });

  it('fails for all who wait, and is done anew for who comes later', async () => {
    const { started, join } = begin();
    const all = Promise.allSettled([join('a'), join('a')]);
    started[0]?.fail(new Error('no'));
    expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void join('a');
    expect(started).toHaveLength(2);
  });

  it('goes on for those who stay when one gives up', async () => {
    const { started, join } = begin();
    const leaving = new AbortController();
    const left = join('a', leaving.signal);
    const stayed = join('a', new AbortController().signal);
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: 'OPERATION_ABORTED' });
    expect(started[0]?.signal.aborted).toBe(false);
    started[0]?.finish('A');
    await expect(stayed).resolves.toBe('A');
  });

  it('is given up with the last who waits, and is done anew for who comes then', async () => {
    const { started, join } = begin();
    const leaving = [new AbortController(), new AbortController()];
    const all = leaving.map(({ signal }) => join('a', signal));
    leaving.forEach((controller) => controller.abort());
    for (const left of all) await expect(left).rejects.toBeInstanceOf(GatewayError);
    expect(started[0]?.signal.aborted).toBe(true);
    void join('a');
    expect(started).toHaveLength(2);
  });

  it('is neither started nor waited for by who had given up before', async () => {
    const { started, join } = begin();
    await expect(join('a', AbortSignal.abort())).rejects.toMatchObject({ code: 'OPERATION_ABORTED' });
    expect(started).toEqual([]);
  });

  it('tells who gives up, and the work where nobody stays, the reason of their signal', async () => {
    const { started, join } = begin();
    const tooLong = new GatewayError('OPERATION_TIMEOUT', 'The operation took too long.');
    const leaving = new AbortController();
    const left = join('a', leaving.signal);
    leaving.abort(tooLong);
    await expect(left).rejects.toBe(tooLong);
    expect(started[0]?.signal.reason).toBe(tooLong);
    await expect(join('a', leaving.signal)).rejects.toBe(tooLong);
    expect(started).toHaveLength(1);
  });
});
