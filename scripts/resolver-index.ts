import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = 'src/graphql/resolvers/';

/** Returns src/graphql/resolvers/index.ts, which imports each file that exports the resolvers of a type. */
export function resolverIndex(): string {
  const modules = readdirSync(FOLDER)
    .filter((file) => /^export const \w+: \w*Resolvers = /m.test(readFileSync(FOLDER + file, 'utf8')))
    .filter((file) => file !== 'index.ts')
    .map((file) => ({ file, name: camelCase(file.replace(/\.ts$/, '')) }));
  return `/** The resolvers of every type of the graph. Written by \`npm run codegen\`; do not edit. */
import type { Resolvers } from '../../generated/resolver-types.ts';
import { connections } from './derived.ts';
${modules.map(({ file, name }) => `import * as ${name} from './${file}';`).join('\n')}

export const resolvers: Resolvers = {
  ...connections,
${modules.map(({ name }) => `  ...${name},`).join('\n')}
};
`;
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_dash, letter: string) => letter.toUpperCase());
}
