/** The entry of a worker thread, which converts one note after another. */
import { parentPort } from 'node:worker_threads';
import { type Conversion, convertNote, type Note } from './conversion.ts';

/** A message of the thread: first that its code is loaded, then the conversion of each note. */
export type ThreadMessage = Conversion | { readonly kind: 'loaded' };

parentPort?.on('message', (note: Note) => send(convertNote(note)));
send({ kind: 'loaded' });

function send(message: ThreadMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- threads have no origins, unlike windows
  parentPort?.postMessage(message);
}
