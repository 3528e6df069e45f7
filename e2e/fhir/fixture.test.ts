import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fixtureFiles } from './fixture.ts';

it.each(fixtureFiles())(
  'test/fhir-definitions/$name holds what HL7 defines (npm run fhir-definitions renews it)',
  ({ url, text }) => {
    expect(readFileSync(url, 'utf8')).toBe(text);
  },
);
