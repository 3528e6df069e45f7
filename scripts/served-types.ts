import { globSync, readFileSync } from 'node:fs';

const FOLDER = 'packages/epic-sandbox/src/data/';

/** Returns the text of packages/epic-sandbox/src/data/served-types.ts, which lists the resource types in that folder. */
export function servedTypes(): string {
  const found = globSync(`${FOLDER}**/*.ts`)
    .toSorted()
    .flatMap((path) =>
      Array.from(
        readFileSync(path, 'utf8').matchAll(/^export const (\w+): (?:Charted|Shared)Type</gm),
        ([, name = '']) => ({ name, file: path.replaceAll('\\', '/').slice(FOLDER.length) }),
      ),
    );
  return `/** Lists the resource types of this folder. Written by \`npm run codegen\`; do not edit. */
${found.map(({ name, file }) => `import { ${name} } from './${file}';`).join('\n')}
import type { ServedType } from './served-type.ts';

export const SERVED: readonly ServedType[] = [
${found.map(({ name }) => `  ${name},`).join('\n')}
];
`;
}
