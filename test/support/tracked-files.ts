/** The files that git tracks. */
import { execFileSync } from 'node:child_process';

/** Returns the tracked paths that match one of these patterns, from the project's root. Throws outside a git checkout. */
export function trackedFiles(...patterns: readonly string[]): string[] {
  return execFileSync('git', ['ls-files', '-z', '--', ...patterns], { encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '');
}
