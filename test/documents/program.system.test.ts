import { expect, it } from 'vitest';
import { matching } from '../support/expected.ts';
import { newFolder, runProgram } from '../support/program.ts';

const DOCUMENTS = 'src/documents/main.ts';

it('npm run gateway -- documents reads its settings from .env or --settings, and exits with 1 if an operation is refused', async () => {
  const folder = newFolder({
    '.env': 'TRUSTED_DOCUMENTS=documents.json',
    'strict.env': 'TRUSTED_DOCUMENTS=documents.json\nMAX_UPSTREAM_CALLS=1',
    'documents.json': JSON.stringify({ a: 'query A { patients(first: 2) { conditions(first: 1) { id } } }' }),
  });
  expect(await runProgram(DOCUMENTS, ['check'], { folder })).toEqual({
    code: 0,
    stdout: matching(/^documents\.json\n {2}ok {7}A {2}3 to 4 FHIR requests\n\n1 operation: 1 passed\./),
    stderr: '',
  });
  expect(await runProgram(DOCUMENTS, ['check', '--settings', 'strict.env'], { folder })).toEqual({
    code: 1,
    stdout: matching(/^ {2}refused {2}A {2}3 to 4 FHIR requests$/m),
    stderr: '',
  });
  expect(await runProgram(DOCUMENTS, ['check', '--json'], { folder })).toMatchObject({
    code: 0,
    stdout: matching(/^\{\n {2}"format": 1,\n {2}"outcome": "passed",/),
  });
  folder.remove();
});

it('npm run gateway -- documents prints its usage, and exits with 2 for invalid arguments', async () => {
  const folder = newFolder();
  expect(await runProgram(DOCUMENTS, ['--help'], { folder })).toMatchObject({
    code: 0,
    stdout: matching(/^Usage: npm run gateway -- documents check/),
  });
  expect(await runProgram(DOCUMENTS, ['check', '--al'], { folder })).toMatchObject({
    code: 2,
    stderr: matching(/^Unknown option '--al'/),
  });
  expect(await runProgram(DOCUMENTS, ['check'], { folder })).toMatchObject({
    code: 2,
    stderr: 'Name the files to check, or set TRUSTED_DOCUMENTS.\n',
  });
  expect(await runProgram(DOCUMENTS, ['check', '--settings', 'none.env'], { folder })).toMatchObject({
    code: 2,
    stderr: matching(/none\.env: expected a readable file/),
  });
  folder.remove();
});
