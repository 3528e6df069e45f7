/** Splits text into chunks of bytes, as they arrive from a server. */
import { ChunkedBuffer } from '../../src/json/chunked-buffer.ts';

export function* piecesOf(text: string, length: number): Generator<Uint8Array, void> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

export function bytesOf(text: string, length = 16_384): ChunkedBuffer {
  const bytes = new ChunkedBuffer();
  for (const piece of piecesOf(text, length)) bytes.add(piece);
  return bytes;
}
