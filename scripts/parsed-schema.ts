/** Parses the files of schema/ as one document. graphql-codegen would report a mistake without its file and line. */
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

/** No rule checks directives, because Apollo defines most of them. */
const RULES = [
  KnownTypeNamesRule,
  UniqueArgumentDefinitionNamesRule,
  UniqueEnumValueNamesRule,
  UniqueFieldDefinitionNamesRule,
  UniqueTypeNamesRule,
];

/** @throws Error that lists each problem with its file and line */
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
  return new Error(
    `The schema is not valid. Fix these problems, then run the command again:\n\n${problems.join('\n\n')}\n`,
  );
}
