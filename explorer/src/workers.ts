/** Gives Monaco its workers. Each is a file next to the page's script. */

const WORKERS: Readonly<Record<string, string>> = {
  graphql: 'graphql-worker.js',
  json: 'json-worker.js',
};

Object.assign(globalThis, {
  MonacoEnvironment: {
    getWorker: (_id: string, label: string) =>
      new Worker(new URL(WORKERS[label] ?? 'editor-worker.js', import.meta.url), { type: 'module' }),
  },
});
