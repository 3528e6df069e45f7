/** One sandbox for all tests of a worker: starting one for each file costs more than most of them do. */
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

let shared: Promise<Sandbox> | undefined;

/**
 * Lends this worker's sandbox, with the default options and reset. Closing it resets it. For a test that uses one sandbox at a time; one
 * that needs options, keys of its own or a second sandbox starts its own.
 */
export async function borrowSandbox(): Promise<Sandbox> {
  shared ??= startSandbox().then((sandbox) => Object.assign(sandbox, { close: async () => sandbox.reset() }));
  const sandbox = await shared;
  sandbox.reset();
  return sandbox;
}
