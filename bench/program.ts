/** Runs a program of the bench: prints its usage for wrong arguments, and says why it failed. */
export async function runProgram<Options>(
  options: Options | null,
  usage: string,
  run: (options: Options) => Promise<void>,
): Promise<void> {
  if (options === null) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = 1;
    return;
  }
  try {
    await run(options);
  } catch (error) {
    process.stderr.write(`The bench failed. ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
