/** Bytes that arrive in chunks, stored in blocks: however small the chunks, there are few buffers, and none has to hold all of the bytes. */
import { isAscii } from 'node:buffer';

const BLOCK_BYTES = 64 * 1024;
const SPACE = 0x20;

export class ChunkedBuffer {
  length = 0;
  isAscii = true;
  /** All blocks but the last are full. */
  readonly #blocks: Buffer[] = [];

  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.isAscii &&= isAscii(bytes);
    let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (this.length === 0 && rest.length <= BLOCK_BYTES) {
      this.#blocks.push(rest);
      this.length = rest.length;
      return;
    }
    while (rest.length > 0) {
      const used = this.length % BLOCK_BYTES;
      const block = this.#blockWith(used);
      const copied = rest.copy(block, used);
      rest = rest.subarray(copied);
      this.length += copied;
    }
  }

  *blocks(): Generator<Buffer, void> {
    for (const [index, block] of this.#blocks.entries()) {
      yield block.subarray(0, this.length - index * BLOCK_BYTES);
    }
  }

  at(index: number): number | undefined {
    return index < this.length
      ? this.#blocks[Math.floor(index / BLOCK_BYTES)]?.[index % BLOCK_BYTES]
      : undefined;
  }

  /** Decodes UTF-8. */
  text(from = 0, to = this.length): string {
    const [first, last] = [Math.floor(from / BLOCK_BYTES), Math.floor(Math.max(from, to - 1) / BLOCK_BYTES)];
    const blocks = this.#blocks.slice(first, last + 1);
    const [block = Buffer.alloc(0)] = blocks;
    const start = first * BLOCK_BYTES;
    return (blocks.length === 1 ? block : Buffer.concat(blocks)).toString('utf8', from - start, to - start);
  }

  /** Returns whether the range contains only whitespace. */
  isBlank(from: number, to: number): boolean {
    for (let index = from; index < to; index += 1) if ((this.at(index) ?? SPACE) > SPACE) return false;
    return true;
  }

  /** Returns the last block, if it has room, or a new one. */
  #blockWith(used: number): Buffer {
    const last = this.#blocks.at(-1);
    if (used > 0 && last !== undefined && last.length === BLOCK_BYTES) return last;
    const block = Buffer.allocUnsafeSlow(BLOCK_BYTES);
    // The first chunk is its own block until more arrive, so that a short response is not copied.
    if (used > 0 && last !== undefined) {
      last.copy(block);
      this.#blocks.pop();
    }
    this.#blocks.push(block);
    return block;
  }
}
