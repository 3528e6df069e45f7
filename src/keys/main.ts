/** `npm run gateway -- keys`: creates and rotates the keys that authenticate the gateway to Epic, and prints the public ones. */
import { ConfigError } from '../config/config.ts';
import { readEnvFile } from '../config/env-file.ts';
import { KEYS_USAGE, type KeysCommand, parseKeysCommand } from './arguments.ts';
import { createKey, exportKeySet, type KeysEnvironment, KeysError, rotateKey } from './commands.ts';

const command = parseKeysCommand(process.argv.slice(2));
if ('fault' in command) {
  process.stderr.write(`${command.fault}\n\n${KEYS_USAGE}`);
  process.exitCode = 2;
} else {
  try {
    const envFileNames = readEnvFile();
    await runCommand(command, {
      env: process.env,
      envFileNames,
      writeOutput: (text) => void process.stdout.write(text),
      writeMessage: (text) => void process.stderr.write(text),
      now: Date.now,
    });
  } catch (error) {
    if (!(error instanceof KeysError) && !(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function runCommand(parsed: KeysCommand, environment: KeysEnvironment): Promise<void> {
  switch (parsed.name) {
    case 'help':
      environment.writeOutput(KEYS_USAGE);
      return;
    case 'create':
      return createKey(parsed, environment);
    case 'rotate':
      return rotateKey(parsed, environment);
    case 'jwks':
      return exportKeySet(parsed, environment);
  }
}
