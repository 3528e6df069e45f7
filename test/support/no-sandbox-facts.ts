import type { SandboxFacts } from '../../bench/messages.ts';

/** The facts of a sandbox without records, for tests that only read the text of the bench's operations. */
export const NO_SANDBOX_FACTS: SandboxFacts = {
  kind: 'started',
  environment: {},
  ids: [],
  withFewLabs: [],
  withManyLabs: '',
  withManyEncounters: '',
  entities: { patients: [], encounters: [] },
};
