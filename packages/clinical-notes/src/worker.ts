/** The entry point of a worker thread, which converts one note at a time. */
import { parentPort } from 'node:worker_threads';
import { type Conversion, convertNote, type Note } from './conversion.ts';

/** The thread's first message reports that its code is loaded. Each later one is the conversion of a note. */
export type ThreadMessage = Conversion | { readonly kind: 'loaded' };

parentPort?.on('message', (note: Note) => send(convertNote(note)));
send({ kind: 'loaded' });

function send(message: ThreadMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins, unlike windows
  parentPort?.postMessage(message);
}
