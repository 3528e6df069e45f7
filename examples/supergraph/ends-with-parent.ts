/** Preloaded into each program of the example, so that it exits with its parent process. */
process.on('disconnect', () => process.exit(0));
