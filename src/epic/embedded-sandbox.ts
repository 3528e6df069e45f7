/** Starts embedded sandboxes of Epic. */
import type { SmartSettings } from '../config/smart.ts';
import type { EmbeddedSandbox } from './connected-server.ts';
import { connectSandbox } from './sandbox-connection.ts';

/**
 * Starts a sandbox with generated keys. It listens on any free port, or on the usual port of sandboxes if people sign in and it is free. Loads the
 * package only now, because production never uses it.
 * @param profile null for the default one
 * @param smart the apps to register, with which people sign in; null for none
 */
export async function startEmbeddedSandbox(
  profile: string | null,
  smart: SmartSettings | null = null,
): Promise<EmbeddedSandbox> {
  const { startSandbox } = await import('epic-fhir-sandbox');
  const options = {
    ...(profile !== null && { profile }),
    apps: [],
    // Sites with one redirect URL need servers that name themselves.
    authorizationIssuer: smart?.isRedirectShared ?? false,
  };
  const sandbox = await (smart === null
    ? startSandbox(options)
    : startSandbox({ ...options, port: SIGN_IN_PORT }).catch((error: unknown) => {
        if (isPortTaken(error)) return startSandbox(options);
        throw error;
      }));
  return connectSandbox(sandbox, smart);
}

/** The default of `npm run gateway -- sandbox`. Bookmarks of the launcher and SMART_FRAME_ANCESTORS need a port that stays the same. */
const SIGN_IN_PORT = 4004;

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
