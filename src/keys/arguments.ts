/** Parses the arguments of the keys command. */
import { parseArgs } from 'node:util';

/** The type and size of a key. */
export type KeyKind =
  | { readonly type: 'rsa'; readonly bits: 2048 | 3072 | 4096 }
  | { readonly type: 'ec'; readonly curve: 'P-256' | 'P-384' };

export type KeysCommand =
  | { readonly name: 'help' }
  | {
      readonly name: 'create' | 'rotate';
      /** Null for the default, or for the kind of the replaced key. */
      readonly kind: KeyKind | null;
      /** The file for the private key; null for the default. */
      readonly out: string | null;
      /** The file for the public key set; null for standard output. */
      readonly keySetFile: string | null;
    }
  | {
      readonly name: 'jwks';
      /** Files with keys; empty for the configured keys. */
      readonly keyFiles: readonly string[];
      readonly keySetFile: string | null;
    };

export const KEYS_USAGE = `Usage: npm run gateway -- keys <command> [options]        (in the package or the image: keys <command> [options])

  create   creates a key pair for the app at Epic, and prints the steps to register it
  rotate   creates the next key pair, and prints the steps of a rotation without failed requests
  jwks     prints the public key set: the configured one, or the keys of --key

  --type rsa|ec             create, rotate: the key type; rsa by default, or the type of the replaced key
  --bits 2048|3072|4096     the size of an RSA key; 3072 by default
  --curve P-256|P-384       the curve of an EC key; P-384 by default
  --out FILE                create, rotate: the file for the private key; an existing file is never overwritten
  --key FILE                jwks: a file with a private or public key; can be repeated
  --jwks FILE               the file for the public key set, instead of standard output
  --help                    prints this text

Instructions go to standard error, the public key set goes to standard output.
Exit code: 0 on success, 1 on failure, 2 for invalid arguments.
`;

interface Values {
  readonly help: boolean;
  readonly type?: string | undefined;
  readonly bits?: string | undefined;
  readonly curve?: string | undefined;
  readonly out?: string | undefined;
  readonly key?: string[] | undefined;
  readonly jwks?: string | undefined;
}

/** Returns the command, or a sentence about the first fault. */
export function parseKeysCommand(args: readonly string[]): KeysCommand | { readonly fault: string } {
  const parsed = parseOptions(args);
  if ('fault' in parsed) return parsed;
  const { values, positionals } = parsed;
  const [name, ...more] = positionals;
  if (values.help || (name === undefined && args.length === 0)) return { name: 'help' };
  if (more.length > 0) return { fault: `Expected one command, without "${more.join(' ')}" after it.` };
  if (name === 'jwks') return parseJwksCommand(values);
  if (name === 'create' || name === 'rotate') return parsePairCommand(name, values);
  return { fault: 'Expected a command: create, rotate or jwks.' };
}

function parseJwksCommand({
  type,
  bits,
  curve,
  out,
  key = [],
  jwks,
}: Values): KeysCommand | { readonly fault: string } {
  return [type, bits, curve, out].some((value) => value !== undefined)
    ? { fault: 'jwks creates no key: it accepts only --key and --jwks.' }
    : { name: 'jwks', keyFiles: key, keySetFile: jwks ?? null };
}

function parsePairCommand(
  name: 'create' | 'rotate',
  values: Values,
): KeysCommand | { readonly fault: string } {
  if (values.key !== undefined) return { fault: `--key works only with jwks, not with ${name}.` };
  const kind = parseKeyKind(values);
  if (kind !== null && 'fault' in kind) return kind;
  return { name, kind, out: values.out ?? null, keySetFile: values.jwks ?? null };
}

const BITS = [2048, 3072, 4096] as const;
const CURVES = ['P-256', 'P-384'] as const;

function parseKeyKind({ type, bits, curve }: Values): KeyKind | { readonly fault: string } | null {
  if (type === undefined && bits === undefined && curve === undefined) return null;
  const isRsa = (type ?? (curve === undefined ? 'rsa' : 'ec')) === 'rsa';
  if (type !== undefined && type !== 'rsa' && type !== 'ec') return { fault: '--type expects rsa or ec.' };
  if (isRsa) {
    const known = BITS.find((one) => String(one) === (bits ?? '3072'));
    if (curve !== undefined) return { fault: '--curve works only with --type ec.' };
    return known === undefined
      ? { fault: '--bits expects 2048, 3072 or 4096.' }
      : { type: 'rsa', bits: known };
  }
  const known = CURVES.find((one) => one === (curve ?? 'P-384'));
  if (bits !== undefined) return { fault: '--bits works only with --type rsa.' };
  return known === undefined ? { fault: '--curve expects P-256 or P-384.' } : { type: 'ec', curve: known };
}

function parseOptions(
  args: readonly string[],
): { readonly values: Values; readonly positionals: readonly string[] } | { readonly fault: string } {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        type: { type: 'string' },
        bits: { type: 'string' },
        curve: { type: 'string' },
        out: { type: 'string' },
        key: { type: 'string', multiple: true },
        jwks: { type: 'string' },
      },
    });
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'The arguments cannot be read.' };
  }
}
