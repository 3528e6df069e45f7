/** A step of `npm run build`: writes the files of sdl/ that are not committed. */
import { writeFileSync } from 'node:fs';
import { BUILT_SDL } from './published-sdl.ts';

for (const [path, render] of Object.entries(BUILT_SDL)) writeFileSync(path, render());
