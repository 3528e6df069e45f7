/** One sandbox for all tests of a worker. Starting one for each file takes longer than most files do. */
import { type Sandbox, startSandbox } from '../../src/sandbox.ts';

let shared: Promise<Sandbox> | null = null;

/** Returns this worker's sandbox after a reset, with default options. Closing it resets it. */
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
