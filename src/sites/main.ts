/** `npm run gateway -- sites`: validates and lists the sites of the sites file, and makes entries from a list of endpoints. */
import { ConfigError } from '../config/config.ts';
import { readEnvFile } from '../config/env-file.ts';
import { parseSitesCommand, SITES_USAGE, type SitesCommand } from './arguments.ts';
import { checkSites, importSites, listSites, type SitesEnvironment, SitesError } from './commands.ts';

const command = parseSitesCommand(process.argv.slice(2));
if ('fault' in command) {
  process.stderr.write(`${command.fault}\n\n${SITES_USAGE}`);
  process.exitCode = 2;
} else {
  try {
    // An import needs no settings, and works before there are any.
    const envFileNames = command.name === 'check' || command.name === 'list' ? readEnvFile() : [];
    runCommand(command, {
      env: process.env,
      envFileNames,
      now: Date.now,
      writeOutput: (text) => void process.stdout.write(text),
      writeMessage: (text) => void process.stderr.write(text),
    });
  } catch (error) {
    if (!(error instanceof SitesError) && !(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

function runCommand(parsed: SitesCommand, environment: SitesEnvironment): void {
  switch (parsed.name) {
    case 'help':
      environment.writeOutput(SITES_USAGE);
      return;
    case 'check':
      return checkSites(parsed, environment);
    case 'list':
      return listSites(parsed, environment);
    case 'import':
      return importSites(parsed, environment);
  }
}
