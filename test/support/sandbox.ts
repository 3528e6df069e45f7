/** One sandbox for all tests of a worker: starting one for each file costs more than most of them do. */
import { type Sandbox, startSandbox } from 'epic-fhir-sandbox';
import { startOnce } from './start-once.ts';

const startShared = startOnce(async () => {
  const sandbox = await startSandbox();
  return Object.assign(sandbox, { close: async () => sandbox.reset() });
});

/**
 * Lends this worker's sandbox, with the default options and reset. Closing it resets it. For a test that uses one sandbox at a time; one
 * that needs options, keys of its own or a second sandbox starts its own.
 */
export async function borrowSandbox(): Promise<Sandbox> {
  const sandbox = await startShared();
  sandbox.reset();
  return sandbox;
}
