import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createFixtureFiles } from './fixture.ts';

it.each(createFixtureFiles())(
  "the committed $name matches HL7's definitions (npm run --prefix e2e fhir-definitions updates it)",
  ({ url, text }) => {
    expect(readFileSync(url, 'utf8')).toBe(text);
  },
);
