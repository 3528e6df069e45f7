/** Finds a port for a program that cannot choose one itself. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below the ports that Linux gives to connections and to servers on port 0: one of those could take the port before the program does. */
const FIRST = 12_000;
const COUNT = 20_000;

/** Returns a port that nothing listens on. */
export async function findFreePort(): Promise<number> {
  const port = FIRST + Math.floor(Math.random() * COUNT);
  // On all addresses: the program can listen on any of them.
  const server = createServer().listen(port);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return findFreePort();
    throw error;
  }
  server.close();
  await once(server, 'close');
  return port;
}
