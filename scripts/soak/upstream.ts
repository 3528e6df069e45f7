/** The sandbox in a process of its own, which is killed and started again with the same key, on the same port. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { type Child, startChild } from './child.ts';
import { BE_CALM, MISBEHAVE, REQUESTS, SANDBOX_STARTED, type SandboxFacts } from './messages.ts';
import type { Tally } from './tally.ts';

export interface SoakedUpstream {
  /** What the environment of a gateway says of it. */
  readonly environment: Readonly<Record<string, string>>;
  beCalm(): void;
  misbehave(): void;
  /** Kills it, and starts another one after so long. */
  restart(afterMs: number): Promise<void>;
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
  let mood = BE_CALM;

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
  const tell = (next: string): void => {
    mood = next;
    child.tell(next);
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
    beCalm: () => tell(BE_CALM),
    misbehave: () => tell(MISBEHAVE),
    async restart(afterMs) {
      await child.kill();
      await new Promise((resolve) => setTimeout(resolve, afterMs));
      ({ child, facts } = await start(facts.port));
      child.tell(mood);
    },
    stop: () => child.kill(),
  };
}
