/** The operations in the components of the example app, each with its fragments. */
import { globSync, readFileSync } from 'node:fs';
import { type FragmentDefinitionNode, Kind, parse, print, visit } from 'graphql';

export interface AppOperation {
  readonly name: string;
  /** The document that the app sends, without the `__typename` fields that Apollo Client adds, and the `@unmask` that it removes. */
  readonly text: string;
}

const DEFINITIONS = globSync('examples/chart/src/**/*.{ts,tsx}')
  .filter((file) => !file.includes('/gql/'))
  .flatMap((file) => documentsIn(readFileSync(file, 'utf8')))
  .flatMap((text) => parse(text).definitions);

export const FRAGMENTS: ReadonlyMap<string, FragmentDefinitionNode> = new Map(
  DEFINITIONS.flatMap((definition) =>
    definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition] as const] : [],
  ),
);

export const OPERATIONS: readonly AppOperation[] = DEFINITIONS.flatMap((definition) => {
  if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
  const needed = new Map<string, FragmentDefinitionNode>();
  const collect = (node: typeof definition | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        const fragment = FRAGMENTS.get(name.value);
        if (fragment === undefined || needed.has(name.value)) return;
        needed.set(name.value, fragment);
        collect(fragment);
      },
    });
  };
  collect(definition);
  const text = [definition, ...needed.values()].map(print).join('\n\n');
  return [{ name: definition.name?.value ?? '', text }];
});

function documentsIn(source: string): string[] {
  return Array.from(source.matchAll(/\bgraphql\(`([^`]*)`\)/g), ([, text = '']) =>
    text.replaceAll(' @unmask', ''),
  );
}
