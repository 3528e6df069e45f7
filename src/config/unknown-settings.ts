/** Finds unknown settings, and the setting that each was probably meant to be. */
import { findNearestName } from './nearest-name.ts';
import { EXPORTER_VARIABLE } from './telemetry-variables.ts';
import { VARIABLES } from './variables.ts';

/** Messages about unknown names, from near misses to names of other programs. */
export interface UnknownSettings {
  /** Near misses of security settings. The gateway must not start without the intended setting. */
  readonly fatal: readonly string[];
  /** Near misses of other settings. */
  readonly nearMisses: readonly string[];
  /** Names that resemble no setting. */
  readonly others: readonly string[];
}

/** The prefix of the gateway's own settings. */
const OWN_PREFIX = 'EPIC_';

/**
 * Checks every name in the file. The environment contains names of many programs, so only near misses and names with the gateway's own
 * prefix count there.
 * @param set the variables that are set, in the file or in the environment
 * @param envFileNames the names that the file sets
 */
export function findUnknownSettings(
  set: Readonly<Record<string, string>>,
  envFileNames: readonly string[],
): UnknownSettings {
  const inFile = new Set(envFileNames);
  const found = Object.keys(set)
    .filter((name) => !VARIABLES.has(name) && !EXPORTER_VARIABLE.test(name))
    .map((name) => ({ name, isInFile: inFile.has(name), meant: findNearestSetting(name, inFile.has(name)) }))
    .filter(({ name, isInFile, meant }) => isInFile || meant !== null || name.startsWith(OWN_PREFIX))
    .map(({ name, isInFile, meant }) => {
      // If the intended setting is set too, the similar name in the environment belongs to another program. The file is only for the gateway.
      const isOfOthers = !isInFile && meant !== null && meant in set;
      const isFatal = meant !== null && VARIABLES.get(meant)?.isSecurity === true && !isOfOthers;
      const kind = isFatal ? 'fatal' : meant === null ? 'others' : 'nearMisses';
      return { kind, message: formatUnknownSetting(name, meant, isFatal && !isInFile) } as const;
    });
  const { fatal = [], nearMisses = [], others = [] } = Object.groupBy(found, ({ kind }) => kind);
  const messages = (of: typeof found): string[] => [...new Set(of.map(({ message }) => message))];
  return { fatal: messages(fatal), nearMisses: messages(nearMisses), others: messages(others) };
}

function formatUnknownSetting(name: string, meant: string | null, canBeOfOthers: boolean): string {
  if (meant === null)
    return SETTING_NAME.test(name)
      ? `Unknown setting ${name}.`
      : 'Unknown setting. Its name is not shown, because it does not look like a setting. Put multi-line values in quotes.';
  const shown = PLAIN.test(name) ? `setting ${name}` : 'setting with an invalid character';
  const remedy = canBeOfOthers ? ` If it belongs to another program, set ${meant} too.` : '';
  return `Unknown ${shown}. Did you mean ${meant}?${remedy}`;
}

/** Matches letters of one case. The lines of an unquoted key look different, and must not appear in messages. */
const SETTING_NAME = /^([A-Z][A-Z0-9_.-]{0,63}|[a-z][a-z0-9_.-]{0,63})$/;
const PLAIN = /^[\w.-]+$/;

/** Returns the setting that a name resembles; null if there is none. Case and separators do not count as edits. */
function findNearestSetting(name: string, isInFile: boolean): string | null {
  const written = name.toUpperCase().replaceAll(/[-.]/g, '_');
  // In the environment, a name one letter away from a short setting, such as POST, may belong to another program.
  return findNearestName(written, VARIABLES.keys(), isInFile ? 1 : 0);
}
