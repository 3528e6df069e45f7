/** Parses the files of schema/ as one document, and says in which file and line it is wrong. graphql-codegen prints either nothing or all of it. */
import {
  concatAST,
  type DocumentNode,
  GraphQLError,
  KnownTypeNamesRule,
  parse,
  type Source,
  UniqueArgumentDefinitionNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueTypeNamesRule,
} from 'graphql';
import { validateSDL } from 'graphql/validation/validate.js';

/** Directives are left out, since Apollo defines most of them. */
const RULES = [
  KnownTypeNamesRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueTypeNamesRule,
];

/** @throws Error with every problem, each with its file and line */
export function parseSchema(files: readonly Source[]): DocumentNode {
  const document = concatAST(files.map(parseFile));
  const problems = validateSDL(document, null, RULES);
  if (problems.length > 0) throw schemaError(problems);
  return document;
}

function parseFile(file: Source): DocumentNode {
  try {
    return parse(file);
  } catch (error) {
    throw error instanceof GraphQLError ? schemaError([error]) : error;
  }
}

function schemaError(problems: readonly GraphQLError[]): Error {
  return new Error(`The schema is not valid. Fix this, and run it again:\n\n${problems.join('\n\n')}\n`);
}
