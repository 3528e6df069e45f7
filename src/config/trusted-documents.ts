/** Reads the manifest of trusted documents, in Apollo's format. */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError } from './config.ts';

export interface TrustedDocument {
  /** The id that clients send. By default Apollo's tools use the hex SHA-256 of the body. */
  readonly id: string;
  readonly name: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly body: string;
}

/** https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format */
const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z
    .array(
      z.object({
        id: z.string().min(1),
        name: z.string().min(1),
        type: z.enum(['query', 'mutation', 'subscription']),
        body: z.string().min(1),
      }),
    )
    .min(1),
});

/** @throws ConfigError with the problems of the file */
export function readTrustedDocuments(path: string): readonly TrustedDocument[] {
  const parsed = manifest.safeParse(readJson(path));
  if (!parsed.success) {
    throw new ConfigError(
      parsed.error.issues.map((issue) => describeProblem(`${issue.path.join('.')} is missing or invalid`)),
    );
  }
  const { operations } = parsed.data;
  const ids = operations.map(({ id }) => id);
  const duplicates = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  if (duplicates.size > 0)
    throw new ConfigError([...duplicates].map((id) => describeProblem(`the id ${id} is not unique`)));
  return operations;
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError([
      describeProblem(error instanceof SyntaxError ? 'the file is not JSON' : 'the file cannot be read'),
    ]);
  }
}

function describeProblem(found: string): string {
  return `TRUSTED_DOCUMENTS: expected a manifest in Apollo's persisted query format: ${found}`;
}
