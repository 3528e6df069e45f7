/** Reads how the image starts Node, so that measurements start the gateway in the same way. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** The flags and variables that the image gives to Node. */
export interface ImageSettings {
  readonly flags: readonly string[];
  /** The variables of glibc's malloc. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Reads the Dockerfile of a checkout: Node's flags in ENTRYPOINT, and the variables of malloc in ENV. */
export function readImageSettings(checkout: URL): ImageSettings {
  const text = readFileSync(new URL('Dockerfile', checkout), 'utf8');
  const entrypoint = /^ENTRYPOINT (.*)$/m.exec(text)?.[1] ?? '[]';
  const flags = z
    .array(z.string())
    .parse(JSON.parse(entrypoint))
    .filter((word) => word.startsWith('--'));
  return { flags, environment: Object.fromEntries([...text.matchAll(/\b(MALLOC_\w+)=(\S+)/g)].map(pairOf)) };
}

function pairOf([, name = '', value = '']: RegExpMatchArray): [string, string] {
  return [name, value];
}
