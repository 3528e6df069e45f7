/** A sandbox and a client that reads its data and creates resources. */
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox.ts';
import { type Get, matchIds, type Post, type Received, signIn, signInToWrite } from './client.ts';

export interface WriteSession {
  readonly sandbox: Sandbox;
  readonly get: Get;
  readonly post: Post;
  /** Returns the ids that a search finds. */
  readonly found: (query: string) => Promise<(string | undefined)[]>;
}

export const REPRESENTATION = { Prefer: 'return=representation' };

export async function startWriteSession(options: SandboxOptions = {}): Promise<WriteSession> {
  const sandbox = await startSandbox(options);
  const get = await signIn(sandbox);
  const post = await signInToWrite(sandbox);
  return { sandbox, get, post, found: async (query) => matchIds((await get(query)).body) };
}

/** Starts a sandbox with its clock at an instant. The sign-in uses the real clock. */
export async function startWriteSessionAt(now: number): Promise<WriteSession> {
  let clock = Date.now();
  const session = await startWriteSession({ now: () => clock });
  clock = now;
  return session;
}

/** Returns the id in the response's Location. */
export function locatedId({ headers }: Received): string {
  return headers.get('location')?.split('/').at(-1) ?? '';
}
