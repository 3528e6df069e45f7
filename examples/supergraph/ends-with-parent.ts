/** Loaded into a program of the example before it starts: it ends where the process that started it does. */
process.on('disconnect', () => process.exit(0));
