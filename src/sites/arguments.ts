/** Parses the arguments of the sites command. */
import { parseArgs } from 'node:util';
import type { FileFormat } from './sites-file.ts';

export type SitesCommand =
  | { readonly name: 'help' }
  /** `file`: the sites file; null for SITES_FILE. */
  | { readonly name: 'check' | 'list'; readonly file: string | null }
  | {
      readonly name: 'import';
      readonly file: string;
      /** The sites file to add to; null to print one. */
      readonly into: string | null;
      /** Texts in the names of the endpoints to import; empty for all. */
      readonly names: readonly string[];
      /** The format to print. */
      readonly format: FileFormat;
    };

export const SITES_USAGE = `Usage: npm run gateway -- sites <command> [options]        (in the package or the image: sites <command> [options])

  check [FILE]   validates the sites file and the settings of the environment, and prints every problem
  list [FILE]    prints a table of the sites, without secrets
  import BUNDLE  makes sites of the endpoints in a FHIR Bundle, and prints a sites file with them. BUNDLE is a JSON
                 file, such as Epic's list: curl -o endpoints.json https://open.epic.com/Endpoints/R4

  --name TEXT         import: only endpoints whose name contains TEXT; can be repeated
  --into FILE         import: adds the sites to this sites file, and keeps the rest of it
  --format yaml|json  import: the format to print; yaml by default
  --help              prints this text

FILE replaces SITES_FILE. Instructions and problems go to standard error, the table and the sites file to standard output.
Exit code: 0 on success, 1 on failure, 2 for invalid arguments.
`;

/** Returns the command, or a sentence about the first fault. */
export function parseSitesCommand(args: readonly string[]): SitesCommand | { readonly fault: string } {
  const parsed = parseOptions(args);
  if ('fault' in parsed) return parsed;
  const { values, positionals } = parsed;
  const [name, file, ...more] = positionals;
  if (values.help || (name === undefined && args.length === 0)) return { name: 'help' };
  if (more.length > 0) return { fault: `Expected one file, without "${more.join(' ')}" after it.` };
  if (name === 'import') return parseImport(file, values);
  if (name !== 'check' && name !== 'list') return { fault: 'Expected a command: check, list or import.' };
  const unused = IMPORT_OPTIONS.find((option) => values[option] !== undefined);
  if (unused !== undefined) return { fault: `--${unused} works only with import, not with ${name}.` };
  return { name, file: file ?? null };
}

function parseImport(
  file: string | undefined,
  { into, name: names = [], format = 'yaml' }: ParsedOptions['values'],
): SitesCommand | { readonly fault: string } {
  if (file === undefined) return { fault: 'import expects the file of a FHIR Bundle of endpoints.' };
  if (/^https?:/.test(file))
    return { fault: `import reads a file. Download it first: curl -o endpoints.json ${file}` };
  if (format !== 'yaml' && format !== 'json') return { fault: '--format expects yaml or json.' };
  return { name: 'import', file, into: into ?? null, names, format };
}

/** The options that other commands do not take. */
const IMPORT_OPTIONS = ['format', 'into', 'name'] as const;

interface ParsedOptions {
  readonly values: {
    readonly help: boolean;
    readonly format?: string | undefined;
    readonly into?: string | undefined;
    readonly name?: readonly string[] | undefined;
  };
  readonly positionals: readonly string[];
}

function parseOptions(args: readonly string[]): ParsedOptions | { readonly fault: string } {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', default: false },
        format: { type: 'string' },
        into: { type: 'string' },
        name: { type: 'string', multiple: true },
      },
    });
  } catch (error) {
    return { fault: error instanceof Error ? error.message : 'The arguments cannot be read.' };
  }
}
