/** Sends a body in parts, which count as held memory until they are sent. */
import { Readable } from 'node:stream';
import type { AnswerSize } from '../size/answer-size.ts';

/** Returns the stream of a body. Each part counts as held until the stream requests the next one. @param parts emptied as they are sent */
export function sentInParts(parts: Uint8Array[], size: AnswerSize): Readable {
  size.settle(parts.reduce((sum, { length }) => sum + length, 0));
  const stream = Readable.from(letGoOf(parts, size), { objectMode: false });
  // A client that reads slowly holds memory too. Close its connection when other operations need that memory.
  size.onceStopped(() => stream.destroy());
  return stream;
}

function* letGoOf(parts: Uint8Array[], size: AnswerSize): Generator<Uint8Array, void> {
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    yield part;
    size.letGo(part.length);
  }
}
