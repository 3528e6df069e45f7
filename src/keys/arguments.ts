/** The arguments of the keys command. */
import { parseArgs } from 'node:util';

/** What kind of key is made, and what signs with it. */
export type KeyKind =
  | { readonly type: 'rsa'; readonly bits: 2048 | 3072 | 4096 }
  | { readonly type: 'ec'; readonly curve: 'P-256' | 'P-384' };

export type KeysCommand =
  | { readonly name: 'help' }
  | {
      readonly name: 'create' | 'rotate';
      /** null: what is usual, or what the key that is replaced is. */
      readonly kind: KeyKind | null;
      /** Where the private key goes; null: where it is usual. */
      readonly out: string | null;
      /** Where the public key set goes; null: to standard output. */
      readonly keySetFile: string | null;
    }
  | {
      readonly name: 'jwks';
      /** Files with keys; none: those of the configuration. */
      readonly keyFiles: readonly string[];
      readonly keySetFile: string | null;
    };

export const KEYS_USAGE = `Usage: npm run keys -- <command> [options]        (of the package or the image: keys <command> [options])

  create   makes a key pair for the app at Epic, and says what goes where
  rotate   makes the next key pair beside the one in use, and says how to change over without a failed request
  jwks     prints the public key set: that of the configuration, or of --key

  --type rsa|ec             create, rotate: the kind of key; rsa by default, or as the key in use is
  --bits 2048|3072|4096     with rsa; 3072 by default
  --curve P-256|P-384       with ec; P-384 by default
  --out FILE                create, rotate: where the private key goes; never over a file that is there
  --key FILE                jwks: a private or public key to print; can be given several times
  --jwks FILE               where the public key set goes, in place of standard output
  --help                    this

What to do is told on standard error, the public key set on standard output.
Exit code: 0 where it is done, 1 where it could not be, 2 for arguments that are not these.
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

/** What is wrong with the arguments, as a sentence, or what they ask for. */
export function parseKeysCommand(args: readonly string[]): KeysCommand | { readonly fault: string } {
  const parsed = parseOptions(args);
  if ('fault' in parsed) return parsed;
  const { values, positionals } = parsed;
  const [name, ...more] = positionals;
  if (values.help || (name === undefined && args.length === 0)) return { name: 'help' };
  if (more.length > 0) return { fault: `Expects one command, and no "${more.join(' ')}" after it.` };
  if (name === 'jwks') return jwksCommand(values);
  if (name === 'create' || name === 'rotate') return pairCommand(name, values);
  return { fault: 'Expects a command: create, rotate or jwks.' };
}

function jwksCommand({
  type,
  bits,
  curve,
  out,
  key = [],
  jwks,
}: Values): KeysCommand | { readonly fault: string } {
  return [type, bits, curve, out].some((value) => value !== undefined)
    ? { fault: 'jwks makes no key: it takes --key and --jwks alone.' }
    : { name: 'jwks', keyFiles: key, keySetFile: jwks ?? null };
}

function pairCommand(name: 'create' | 'rotate', values: Values): KeysCommand | { readonly fault: string } {
  if (values.key !== undefined) return { fault: `--key goes with jwks, not with ${name}.` };
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
    if (curve !== undefined) return { fault: '--curve goes with --type ec.' };
    return known === undefined
      ? { fault: '--bits expects 2048, 3072 or 4096.' }
      : { type: 'rsa', bits: known };
  }
  const known = CURVES.find((one) => one === (curve ?? 'P-384'));
  if (bits !== undefined) return { fault: '--bits goes with --type rsa.' };
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
