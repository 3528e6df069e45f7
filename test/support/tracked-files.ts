import { execFileSync } from 'node:child_process';

/** Returns the paths that git tracks and that match one of the patterns, relative to the root. Throws outside a git checkout. */
export function trackedFiles(...patterns: readonly string[]): string[] {
  return execFileSync('git', ['ls-files', '-z', '--', ...patterns], { encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '');
}
