/** Gives Monaco its workers. Each is a file next to the page's script. */

/** The names of their files, which build.ts inserts. */
declare const WORKERS: Readonly<Record<'editor' | 'graphql' | 'json', string>>;

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) =>
      new Worker(
        new URL(label === 'graphql' || label === 'json' ? WORKERS[label] : WORKERS.editor, import.meta.url),
        { type: 'module' },
      ),
  },
});
