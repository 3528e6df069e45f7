/** `npm run keys`: makes the keys by which Epic knows the gateway, changes from one to the next, and prints the public ones. */
import { ConfigError } from '../config.ts';
import { readEnvFile } from '../config/env-file.ts';
import { type Command, parseCommand, USAGE } from './arguments.ts';
import { create, jwks, KeysError, rotate, type Surroundings } from './commands.ts';

const command = parseCommand(process.argv.slice(2));
if ('fault' in command) {
  process.stderr.write(`${command.fault}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  try {
    const fileNames = readEnvFile();
    await carryOut(command, {
      env: process.env,
      fileNames,
      out: (text) => void process.stdout.write(text),
      tell: (text) => void process.stderr.write(text),
      now: Date.now,
    });
  } catch (error) {
    if (!(error instanceof KeysError) && !(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

async function carryOut(given: Command, surroundings: Surroundings): Promise<void> {
  switch (given.name) {
    case 'help':
      surroundings.out(USAGE);
      return;
    case 'create':
      return create(given, surroundings);
    case 'rotate':
      return rotate(given, surroundings);
    case 'jwks':
      return jwks(given, surroundings);
  }
}
