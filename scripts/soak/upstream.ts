/** Runs the sandbox in its own process. A restart keeps its key and port. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { type Child, startChild } from './child.ts';
import { REQUESTS, SANDBOX_STARTED, type SandboxFacts, START_FAULTS, STOP_FAULTS } from './messages.ts';
import type { Tally } from './tally.ts';

export interface SoakedUpstream {
  /** Environment variables that connect a gateway to it. */
  readonly environment: Readonly<Record<string, string>>;
  stopFaults(): void;
  startFaults(): void;
  /** Kills the process, and starts a new one after the downtime. */
  restart(downtimeMs: number): Promise<void>;
  stop(): Promise<void>;
}

const PROGRAM = new URL('./programs/sandbox.ts', import.meta.url);
const CLIENT_ID = 'soak';
const KEY_ID = 'soak-key';

export async function startSoakedUpstream(
  seed: number,
  folder: string,
  tally: Tally,
): Promise<SoakedUpstream> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const published = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: KEY_ID };
  let generation = 0;
  let mode = STOP_FAULTS;

  const start = async (port: number): Promise<{ child: Child; facts: SandboxFacts }> => {
    generation += 1;
    const child = startChild(PROGRAM, {
      environment: {
        PORT: String(port),
        SEED: String(seed * 1_000 + generation),
        CLIENT_ID,
        CLIENT_KEY: JSON.stringify(published),
      },
      folder,
    });
    child.output.resume();
    child.onEach(REQUESTS, ({ count }) => {
      tally.upstreamRequests += count;
    });
    return { child, facts: await child.next(SANDBOX_STARTED) };
  };
  let { child, facts } = await start(0);
  const setMode = (next: string): void => {
    mode = next;
    child.send(next);
  };

  return {
    environment: {
      EPIC_BASE_URL: facts.baseUrl,
      EPIC_TOKEN_URL: facts.tokenUrl,
      EPIC_CLIENT_ID: CLIENT_ID,
      EPIC_KEY_ID: KEY_ID,
      EPIC_PRIVATE_KEY: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
      PATIENT_PANEL: facts.panel,
    },
    stopFaults: () => setMode(STOP_FAULTS),
    startFaults: () => setMode(START_FAULTS),
    async restart(downtimeMs) {
      await child.kill();
      await new Promise((resolve) => setTimeout(resolve, downtimeMs));
      ({ child, facts } = await start(facts.port));
      child.send(mode);
    },
    stop: () => child.kill(),
  };
}
