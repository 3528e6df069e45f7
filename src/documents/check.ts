/** The command `documents check`. */
import { existsSync, readFileSync } from 'node:fs';
import { ConfigError } from '../config/config.ts';
import { readDocumentSettings } from '../config/document-settings.ts';
import { isObject } from '../fhir/lenient-read.ts';
import { getSchema } from '../graphql/schema/schema.ts';
import type { CheckOptions } from './arguments.ts';
import { examineDocuments, type GivenVariables } from './examination.ts';
import type { CheckReport } from './report.ts';
import { readSources } from './sources.ts';

/** A failure that its message explains to the operator. */
export class DocumentsError extends Error {
  override readonly name = 'DocumentsError';
}

/**
 * @param env the settings of the gateway
 * @throws DocumentsError if there is nothing to check, or a file with options cannot be used
 * @throws ConfigError if a setting is invalid
 */
export async function checkDocuments(
  options: CheckOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<CheckReport> {
  const settings = readDocumentSettings(env);
  const paths = options.files.length > 0 ? options.files : settings.trustedDocuments;
  if (paths.length === 0) throw new DocumentsError('Name the files to check, or set TRUSTED_DOCUMENTS.');
  const variables = readVariables(options.variablesFile);
  const sources = readSources(paths);
  const documents = await examineDocuments(sources.documents, getSchema(), {
    ...options,
    settings,
    variables,
  });
  const names = new Set(documents.map(({ name }) => name));
  const unused = [...variables.keys()].find((name) => !names.has(name));
  if (unused !== undefined)
    throw new DocumentsError(
      `--variables has variables for ${unused}, but no file has an operation of this name.`,
    );
  return { settings, sources, documents };
}

/** @throws ConfigError if the file of `--settings` does not exist: the check would otherwise assume the defaults */
export function requireSettingsFile(path: string): void {
  if (!existsSync(path)) throw new ConfigError([`${path}: expected a readable file`]);
}

const EXPECTED_VARIABLES =
  'expected a JSON object with variables by the name of the operation, such as { "Chart": { "first": 20 } }';

/** Quotes no value of the file, which can be a patient's id. */
function readVariables(path: string | null): GivenVariables {
  if (path === null) return new Map();
  const content = readJson(path);
  if (!isObject(content)) throw new DocumentsError(`${path}: ${EXPECTED_VARIABLES}`);
  return new Map(
    Object.entries(content).map(([name, variables]) => {
      if (!isObject(variables)) throw new DocumentsError(`${path}: ${EXPECTED_VARIABLES}`);
      return [name, variables];
    }),
  );
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new DocumentsError(`${path}: ${EXPECTED_VARIABLES}`);
  }
}
