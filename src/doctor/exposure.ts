/** Whether other users can read a file that holds a secret. */
import { statSync } from 'node:fs';
import type { Cause } from './step.ts';

/**
 * A secret that others can read is theirs too. Windows has no such modes.
 * @param path empty where the secret comes from no file
 */
export function exposureOf(path: string, what: 'key' | 'client secret'): Cause[] {
  const mode =
    path === '' || process.platform === 'win32' ? undefined : statSync(path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined || (mode & 0o077) === 0) return [];
  return [
    {
      cause: `Others than its owner may read the file of the ${what} (mode ${(mode & 0o777).toString(8).padStart(4, '0')}).`,
      remedy: 'chmod 600 on it; for a secret of Kubernetes, set defaultMode: 0400.',
    },
  ];
}
