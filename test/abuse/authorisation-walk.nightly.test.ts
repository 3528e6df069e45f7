/** The authorization walk with one field per operation, so that no field hides what another reads, and the waves of all requests count. */
import { vi } from 'vitest';

vi.mock(import('../support/authorization-walk.ts'), async (importOriginal) => {
  const walk = await importOriginal();
  const { FIELDS, ROOTS, OWN_LISTS, separate } = walk;
  return { ...walk, FIELDS: separate(FIELDS), ROOTS: separate(ROOTS), OWN_LISTS: separate(OWN_LISTS) };
});

await import('./authorisation-walk.matrix.test.ts');
