import { readFileSync } from 'node:fs';
import { z } from 'zod';

const MANIFEST = z.object({ scripts: z.record(z.string(), z.string()) });

const COMMAND = /\bnpm run (?:--silent )?(?:(?:--prefix|--workspace) ([\w./-]+) )?([\w:-]+)/g;

/** Returns the commands of the text that run an npm script which its package.json does not have. */
export function findMissingScripts(text: string): string[] {
  return Array.from(text.matchAll(COMMAND))
    .filter(([, folder = '.', script = '']) => !(script in readScripts(folder)))
    .map(([command]) => command);
}

function readScripts(folder: string): Readonly<Record<string, string>> {
  return MANIFEST.parse(JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'))).scripts;
}
