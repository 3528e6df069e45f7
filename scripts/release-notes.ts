/** `npx node scripts/release-notes.ts v1.2.3`: prints the section of CHANGELOG.md for a tag, if package.json has the same version. */
import { readFileSync } from 'node:fs';
import manifest from '../package.json' with { type: 'json' };
import { notesOf } from './release.ts';

const notes = notesOf(process.argv[2] ?? '', {
  version: manifest.version,
  changelog: readFileSync('CHANGELOG.md', 'utf8'),
});
if ('problem' in notes) {
  process.stderr.write(`${notes.problem}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${notes.text}\n`);
}
