/** `npm run codegen`: writes the files that are generated from the code: parts of docs/, and sdl/schema.graphql. */
import { writeFileSync } from 'node:fs';
import { generatedDocs } from './generated-docs.ts';

for (const { path, text } of generatedDocs()) writeFileSync(path, text);
