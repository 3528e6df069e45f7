/** `npm run gateway -- documents`: checks the operations of a frontend as the gateway would. */
import { styleText } from 'node:util';
import { ConfigError } from '../config/config.ts';
import { readEnvFile } from '../config/env-file.ts';
import { DOCUMENTS_USAGE, parseDocumentsCommand } from './arguments.ts';
import { checkDocuments, DocumentsError, requireSettingsFile } from './check.ts';
import { checkInJson, checkInWords, isPassed } from './report.ts';

const MAX_WIDTH = 80;

const options = parseDocumentsCommand(process.argv.slice(2));
if (options === 'help') {
  process.stdout.write(DOCUMENTS_USAGE);
} else if ('fault' in options) {
  process.stderr.write(`${options.fault}\n\n${DOCUMENTS_USAGE}`);
  process.exitCode = 2;
} else {
  try {
    const { settingsFile } = options;
    if (settingsFile !== null) requireSettingsFile(settingsFile);
    readEnvFile(settingsFile ?? undefined);
    const report = await checkDocuments(options, process.env);
    const style = {
      paint: (format: Parameters<typeof styleText>[0], text: string) =>
        styleText(format, text, { stream: process.stdout }),
      width: Math.min(process.stdout.columns ?? MAX_WIDTH, MAX_WIDTH),
    };
    process.stdout.write(options.json ? checkInJson(report) : checkInWords(report, style));
    process.exitCode = isPassed(report) ? 0 : 1;
  } catch (error) {
    if (!(error instanceof DocumentsError) && !(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
