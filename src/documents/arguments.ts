/** Parses the arguments of the documents command. */
import { parseArgs } from 'node:util';

export interface CheckOptions {
  /** Manifests, .graphql files and folders; empty for the manifests of TRUSTED_DOCUMENTS. */
  readonly files: readonly string[];
  /** The file with variables by the name of the operation; null for none. */
  readonly variablesFile: string | null;
  /** The file with settings, such as `.env`; null for `.env` in the current folder, if it exists. */
  readonly settingsFile: string | null;
  /** The most FHIR requests of an operation that pass; null for the limit of the gateway only. */
  readonly maxRequests: number | null;
  readonly failsOnDeprecated: boolean;
  readonly json: boolean;
}

export const DOCUMENTS_USAGE = `Usage: npm run gateway -- documents check [FILES] [options]   (in the package: documents check)

Checks the operations of a frontend as the gateway would: what it refuses, what each
operation costs, and which deprecated fields it selects. It needs no running gateway,
no FHIR server, no network and no credentials.

FILES are manifests of Apollo, GraphQL Code Generator or Relay (.json), files with
operations and fragments (.graphql, .gql), and folders of these. Default: the manifests
of TRUSTED_DOCUMENTS.

  --variables FILE       a JSON file with variables by the name of the operation. The
                         check assumes a value for other required variables
  --settings FILE        read settings of the gateway from this file, instead of .env
  --max-requests N       refuse operations that can cost more FHIR requests than N
  --fail-on-deprecated   refuse operations that use a deprecated field
  --json                 print one JSON document (docs/trusted-documents.md)
  --help                 print this

Exit code: 0 if the gateway serves every operation, 1 if not, 2 for invalid arguments.
`;

/** Returns the options, or a sentence about the first fault. */
export function parseDocumentsCommand(
  args: readonly string[],
): CheckOptions | 'help' | { readonly fault: string } {
  const parsed = parseOptions(args);
  if ('fault' in parsed) return parsed;
  const { values, positionals } = parsed;
  const [name, ...files] = positionals;
  if (values.help || args.length === 0) return 'help';
  if (name !== 'check') return { fault: 'Expected a command: check.' };
  const { 'max-requests': maximum } = values;
  if (maximum !== undefined && !/^\d{1,9}$/.test(maximum))
    return { fault: '--max-requests expects a whole number of FHIR requests.' };
  return {
    files,
    variablesFile: values.variables ?? null,
    settingsFile: values.settings ?? null,
    maxRequests: maximum === undefined ? null : Number(maximum),
    failsOnDeprecated: values['fail-on-deprecated'],
    json: values.json,
  };
}

const OPTIONS = {
  help: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  'fail-on-deprecated': { type: 'boolean', default: false },
  'max-requests': { type: 'string' },
  settings: { type: 'string' },
  variables: { type: 'string' },
} as const;

function parseOptions(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'The arguments cannot be read.' };
  }
}
