/** `npm run docs`: writes the parts of docs/ that are made from the code. */
import { writeFileSync } from 'node:fs';
import { generatedDocs } from './generated-docs.ts';

for (const { path, text } of generatedDocs()) writeFileSync(path, text);
