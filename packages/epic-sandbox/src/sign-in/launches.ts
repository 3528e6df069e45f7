/** EHR launches: the context that the EHR keeps under the opaque value of `launch`. */
import { randomBytes } from 'node:crypto';
import type { RegisteredApp } from './apps.ts';
import type { SandboxPerson } from './people.ts';

/** What somebody was doing in the EHR when the app was launched. */
export interface Launch {
  readonly id: string;
  readonly clientId: string;
  readonly person: SandboxPerson;
  readonly patient: string | null;
  readonly encounter: string | null;
}

export interface Launches {
  /** Returns the launch for an app; null if it is unknown, used or expired, or belongs to another app. */
  find: (id: string, app: RegisteredApp) => Launch | null;
  open: (launch: Omit<Launch, 'id'>) => Launch;
  /** Ends a launch, which is good for one authorization code. */
  use: (launch: Launch) => void;
}

const LIFETIME_MS = 5 * 60 * 1000;

/** @param now returns the time in epoch ms */
export function createLaunches(now: () => number): Launches {
  const open = new Map<string, Launch & { expires: number }>();
  return {
    find: (id, { clientId }) => {
      const launch = open.get(id);
      return launch?.clientId === clientId && launch.expires > now() ? launch : null;
    },
    open: (context) => {
      for (const [id, { expires }] of open) if (expires <= now()) open.delete(id);
      const launch = { ...context, id: randomBytes(24).toString('base64url') };
      open.set(launch.id, { ...launch, expires: now() + LIFETIME_MS });
      return launch;
    },
    use: ({ id }) => open.delete(id),
  };
}

/** Returns the URL that the EHR opens (SMART App Launch 2.2 §2.1.1). */
export function launchAddress(launchUrl: string, baseUrl: string, { id }: Launch): string {
  const url = new URL(launchUrl);
  url.searchParams.set('iss', baseUrl);
  url.searchParams.set('launch', id);
  return url.href;
}
