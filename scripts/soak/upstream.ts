/** Runs the sandbox of a site in its own process. A restart keeps its key and port, and loses its tokens and created records. */
import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { type Child, startChild } from './child.ts';
import {
  CRASH,
  REQUESTS,
  SANDBOX_STARTED,
  type SandboxFacts,
  SIGN_IN_APP,
  SIGNED_IN,
  type SignedInPerson,
  START_FAULTS,
  STOP_FAULTS,
} from './messages.ts';
import { note, type Tally } from './tally.ts';

export interface SoakedUpstream {
  /** The site in a sites file. */
  readonly site: Readonly<Record<string, string>>;
  readonly facts: SandboxFacts;
  /** Returns the URL to which the sandbox's pages redirect after a person has signed in. */
  signIn(person: SignedInPerson, url: string): Promise<string>;
  stopFaults(): void;
  startFaults(): void;
  /** Kills the process, and starts a new one after the downtime. */
  restart(downtimeMs: number): Promise<void>;
  stop(): Promise<void>;
}

export interface UpstreamOptions {
  /** The id of the site. */
  readonly id: string;
  /** The profile of the sandbox. */
  readonly profile: string;
  readonly seed: number;
  readonly folder: string;
  readonly tally: Tally;
  readonly privateKey: KeyObject;
}

const PROGRAM = new URL('./programs/sandbox.ts', import.meta.url);
const CLIENT_ID = 'soak';
const KEY_ID = 'soak-key';
/** The variable with the private key of the sites. */
export const KEY_VARIABLE = 'SOAK_KEY';

export function createPrivateKey(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

export async function startSoakedUpstream(options: UpstreamOptions): Promise<SoakedUpstream> {
  const { id, profile, seed, folder, tally, privateKey } = options;
  const published = { ...createPublicKey(privateKey).export({ format: 'jwk' }), kid: KEY_ID };
  const redirectUrl = `https://gateway.example.org/sites/${id}/auth/callback`;
  let generation = 0;
  let mode = STOP_FAULTS;
  /** One at a time, because responses do not name their request. */
  let signIns: Promise<string> = Promise.resolve('');

  const start = async (port: number): Promise<{ child: Child; facts: SandboxFacts }> => {
    generation += 1;
    const child = startChild(PROGRAM, {
      environment: {
        PORT: String(port),
        SEED: String(seed * 1_000 + generation),
        CLIENT_ID,
        CLIENT_KEY: JSON.stringify(published),
        PROFILE: profile,
        REDIRECT_URL: redirectUrl,
      },
      folder,
    });
    child.output.resume();
    child.onEach(REQUESTS, ({ count, created }) => {
      tally.upstreamRequests += count;
      for (const marker of created) {
        if (tally.created.has(marker)) note(tally.wrong, `${marker} was written twice`);
        tally.created.add(marker);
      }
    });
    return { child, facts: await child.next(SANDBOX_STARTED) };
  };
  let { child, facts } = await start(0);
  const setMode = (next: string): void => {
    mode = next;
    child.send(next);
  };
  const crash = async (): Promise<void> => {
    child.send(CRASH);
    await child.ended;
  };

  return {
    site: {
      baseUrl: facts.baseUrl,
      tokenUrl: facts.tokenUrl,
      clientId: CLIENT_ID,
      keyId: KEY_ID,
      privateKeyEnv: KEY_VARIABLE,
      panel: facts.panel,
      mrnSystem: facts.mrnSystem,
      smartClientId: SIGN_IN_APP.clinicians,
      smartPatientClientId: SIGN_IN_APP.patients,
      smartClientAuth: 'none',
      smartRedirectUrl: redirectUrl,
      smartReturnUrls: SIGN_IN_APP.returnUrl,
    },
    facts,
    signIn(person, url) {
      const redirect = signIns.then(async () => {
        const signedIn = child.next(SIGNED_IN);
        child.send({ kind: 'sign in', person, url });
        return (await signedIn).redirect;
      });
      signIns = redirect.catch(() => '');
      return redirect;
    },
    stopFaults: () => setMode(STOP_FAULTS),
    startFaults: () => setMode(START_FAULTS),
    async restart(downtimeMs) {
      await crash();
      await new Promise((resolve) => setTimeout(resolve, downtimeMs));
      ({ child, facts } = await start(facts.port));
      child.send(mode);
    },
    stop: crash,
  };
}
