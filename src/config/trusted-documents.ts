/** Reads the manifests of trusted documents. */
import { readFileSync, statSync } from 'node:fs';
import { ConfigError } from './config.ts';
import { indexDocuments, parseManifest, type TrustedDocument } from './document-manifests.ts';

/** A manifest of a thousand operations takes about one megabyte. */
const MAX_MANIFEST_BYTES = 32 * 1024 * 1024;

/**
 * Reads the documents of all manifests. Frontends may share documents, but no id may stand for two texts.
 * @throws ConfigError with the problems of all manifests
 */
export function readTrustedDocuments(files: readonly string[]): readonly TrustedDocument[] {
  const manifests = files.map((file) => ({ file, ...readManifest(file) }));
  const documents = manifests.flatMap((manifest) => manifest.documents);
  const problems = [
    ...manifests.flatMap(({ file, problems: found }) => found.map((problem) => `${file}: ${problem}`)),
    ...indexDocuments(documents).problems,
  ];
  if (problems.length > 0)
    throw new ConfigError(limitProblems(problems.map((problem) => `TRUSTED_DOCUMENTS: ${problem}`)));
  return documents;
}

function readManifest(file: string): ReturnType<typeof parseManifest> {
  const text = readManifestText(file);
  return typeof text === 'string'
    ? parseManifest(text, file)
    : { format: null, documents: [], problems: [text.problem] };
}

/** Returns the text of a file, or a problem if the file is unreadable or too large for a manifest. */
export function readManifestText(file: string): string | { readonly problem: string } {
  try {
    const { size } = statSync(file);
    if (size > MAX_MANIFEST_BYTES)
      return { problem: `the file has ${size} bytes, but the limit is ${MAX_MANIFEST_BYTES}` };
    return readFileSync(file, 'utf8');
  } catch {
    return { problem: 'the file cannot be read' };
  }
}

const MAX_SHOWN_PROBLEMS = 20;

/** Keeps a start that fails readable: a wrong file can have a problem per operation. */
export function limitProblems(problems: readonly string[]): readonly string[] {
  const others = problems.length - MAX_SHOWN_PROBLEMS;
  return others > 0
    ? [...problems.slice(0, MAX_SHOWN_PROBLEMS), `TRUSTED_DOCUMENTS has ${others} more problems.`]
    : problems;
}
