/**
 * `npm run check -- prose`: finds phrases of scripts/prose-rules.ts in comments, strings, schema descriptions and documents. `npm run check -- prose -- src/loaders`
 * lints one folder. Exits with 1 if it finds any (docs/decisions/0033-prose-lint.md).
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { extname, basename } from 'node:path';
import { Lexer, Source, TokenKind } from 'graphql';
import { parseSync, Visitor } from 'oxc-parser';
import { PROSE_RULES } from './prose-rules.ts';

/** Files whose words are written by programs or by other people, or that quote the phrases themselves. */
const SKIPPED =
  /(?:^|\/)(?:generated|released|snapshots|fhir-definitions|bundle)\/|^sdl\/|^schema\/derived\.graphql$|^scripts\/prose-rules\.ts$|^test\/prose-lint\.test\.ts$|^(?:LICENSE)$/;

/** Strings here are patient data or messages of real servers. Only comments are prose. */
const DATA = /^packages\/epic-sandbox\/src\/(?:data\/|outcomes\.ts$)/;

/** A piece of prose, and the line on which it begins (1 is the first). */
interface Passage {
  readonly line: number;
  readonly text: string;
}

export interface ProseFinding {
  readonly file: string;
  readonly line: number;
  readonly phrase: string;
  readonly instead: string;
}

/** Returns the phrases to replace in one file. `text` is the whole file. */
export function findBannedPhrases(file: string, text: string): ProseFinding[] {
  return passagesOf(file, text).flatMap(({ line, text: passage }) =>
    passage.split('\n').flatMap((words, offset) =>
      PROSE_RULES.flatMap(({ pattern, instead }) => {
        const found = pattern.exec(
          words
            .replace(/^[\s*]+/, '')
            .replaceAll(/`[^`]*`/g, '`x`')
            .replaceAll(/\]\([^)]*\)/g, ']'),
        );
        return found === null ? [] : [{ file, line: line + offset, phrase: found[0].trim(), instead }];
      }),
    ),
  );
}

function passagesOf(file: string, text: string): readonly Passage[] {
  switch (extname(file)) {
    case '.md':
    case '.html':
      return [
        { line: 1, text: text.replaceAll(/^```[\s\S]*?^```$/gm, (code) => code.replaceAll(/[^\n]/g, '')) },
      ];
    case '.graphql':
      return passagesOfGraphql(text);
    case '.ts':
    case '.tsx':
    case '.js':
    case '.mjs':
      return passagesOfScript(file, text);
    case '.css':
      return passagesMatching(text, /\/\*[\s\S]*?\*\//g);
    case '.yaml':
    case '.yml':
      return passagesMatching(text, /(?<=^|\s)#.*$/gm);
    default:
      return /^(?:\.env\.example|Dockerfile|run)$/.test(basename(file))
        ? passagesMatching(text, /(?<=^|\s)#.*$/gm)
        : [];
  }
}

function passagesMatching(text: string, pattern: RegExp): Passage[] {
  return [...text.matchAll(pattern)].map((found) => ({ line: lineAt(text, found.index), text: found[0] }));
}

function passagesOfGraphql(text: string): Passage[] {
  const lexer = new Lexer(new Source(text));
  const passages: Passage[] = [];
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    // The first line of a block string is usually the line after its quotes.
    const offset = token.kind === TokenKind.BLOCK_STRING && text.startsWith('"""\n', token.start) ? 1 : 0;
    if (token.kind === TokenKind.BLOCK_STRING || token.kind === TokenKind.STRING)
      passages.push({ line: token.line + offset, text: token.value });
  }
  return [...passages, ...passagesMatching(text, /^\s*#.*$/gm)];
}

/** Returns comments, and strings that are sentences: three words or more. */
function passagesOfScript(file: string, text: string): Passage[] {
  const { comments, program } = parseSync(file, text);
  const passages = comments.map(({ value, start }) => ({ line: lineAt(text, start), text: value }));
  if (DATA.test(file)) return passages;
  const add = (start: number, words: string): void => {
    if (/\w+ \w+ \w+/.test(words)) passages.push({ line: lineAt(text, start), text: words });
  };
  new Visitor({
    Literal({ start, value }) {
      if (typeof value === 'string') add(start, value.replaceAll('\n', ' '));
    },
    TemplateElement({ start, value }) {
      add(start, value.raw);
    },
    JSXText({ start, value }) {
      add(start, value);
    },
  }).visit(program);
  return passages;
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

if (import.meta.main) {
  const files = execFileSync('git', ['ls-files', '--', ...process.argv.slice(2)], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => file !== '' && !SKIPPED.test(file));
  const findings = files.flatMap((file) => findBannedPhrases(file, readFileSync(file, 'utf8')));
  for (const { file, line, phrase, instead } of findings)
    process.stdout.write(`${file}:${line}: "${phrase}". Write: ${instead}\n`);
  if (findings.length > 0) process.exitCode = 1;
}
