/** Talks to the operator at the terminal, without showing what they paste: it contains the code of a sign-in. */
import { createInterface, type Interface } from 'node:readline';
import { Writable } from 'node:stream';
import { indent, MARGIN, type TextStyle } from '../report.ts';
import type { Operator } from './sign-in.ts';

const CLEAR_LINE = '\r\u001b[K';

/** @param output the stream of the texts, which is not the one of a JSON document */
export function createOperator(output: NodeJS.WriteStream, style: TextStyle): Operator {
  let input: Interface | null = null;
  /** Keeps lines that arrive between two reads, and the end of the input. */
  let lines: AsyncIterator<string> | null = null;
  return {
    say(text) {
      // A URL starts at the margin, where selecting its lines selects nothing else.
      const parts = text
        .split('\n\n')
        .map((part) =>
          URL.canParse(part) ? style.paint('cyan', part) : indent(part, style, '', MARGIN.length),
        );
      output.write(`${output.isTTY ? CLEAR_LINE : ''}\n${parts.join('\n\n')}\n\n`);
    },
    async readSecretLine(signal) {
      input ??= openInput();
      lines ??= input[Symbol.asyncIterator]();
      signal.addEventListener('abort', () => input?.close(), { once: true });
      const next = await lines.next();
      return next.done === true ? null : next.value;
    },
  };
}

/** A terminal in raw mode shows nothing by itself, and takes longer lines than the 4,096 characters of its own editor. */
function openInput(): Interface {
  const hidden = new Writable({ write: (_chunk, _encoding, done) => done() });
  const input = createInterface({ input: process.stdin, output: hidden, terminal: process.stdin.isTTY });
  // In raw mode, Ctrl-C no longer ends the process by itself.
  input.on('SIGINT', () => process.exit(130));
  return input;
}
