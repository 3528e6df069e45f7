/** Shares one sandbox among the test files of a worker, because starting it takes longer than most of them. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { startOnce } from './start-once.ts';

const startShared = startOnce(async () => {
  const sandbox = await startSandbox();
  return Object.assign(sandbox, { close: async () => sandbox.reset() });
});

/**
 * Returns this worker's sandbox, reset and with default options. `close()` resets it. A test that needs options, its own keys or a second
 * sandbox starts its own.
 */
export async function borrowSandbox(): Promise<Sandbox> {
  const sandbox = await startShared();
  sandbox.reset();
  return sandbox;
}
