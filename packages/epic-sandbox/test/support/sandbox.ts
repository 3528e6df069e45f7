/** One sandbox for all tests of a worker: starting one for each file costs more than most of them do. */
import { type Sandbox, startSandbox } from '../../src/sandbox.ts';

let shared: Promise<Sandbox> | null = null;

/** Lends this worker's sandbox, with the default options and reset. Closing it resets it. */
export async function borrowSandbox(): Promise<Sandbox> {
  shared ??= startShared();
  const sandbox = await shared;
  sandbox.reset();
  return sandbox;
}

async function startShared(): Promise<Sandbox> {
  const sandbox = await startSandbox();
  return Object.assign(sandbox, { close: async () => sandbox.reset() });
}
