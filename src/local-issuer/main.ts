/** `npm run gateway -- token`: issues an access token for development. */
import { ConfigError } from '../config/config.ts';
import { readEnvFile } from '../config/env-file.ts';
import { parseTokenCommand, TOKEN_USAGE } from './arguments.ts';
import { issueToken } from './commands.ts';
import { LocalIssuerError } from './local-issuer.ts';

const command = parseTokenCommand(process.argv.slice(2));
if ('fault' in command) {
  process.stderr.write(`${command.fault}\n\n${TOKEN_USAGE}`);
  process.exitCode = 2;
} else if (command.name === 'help') {
  process.stdout.write(TOKEN_USAGE);
} else {
  try {
    readEnvFile();
    await issueToken(command, {
      env: process.env,
      writeOutput: (text) => void process.stdout.write(text),
      writeMessage: (text) => void process.stderr.write(text),
      now: Date.now,
    });
  } catch (error) {
    if (!(error instanceof LocalIssuerError) && !(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
