import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const FOLDER = '.github/ISSUE_TEMPLATE';
const FORMS = readdirSync(FOLDER).filter((file) => file !== 'config.yml');

/** The parts of GitHub's schema for issue forms that these forms use. */
const element = z.strictObject({
  type: z.enum(['checkboxes', 'dropdown', 'input', 'markdown', 'textarea']),
  id: z.string().optional(),
  attributes: z.strictObject({
    label: z.string().optional(),
    value: z.string().optional(),
    description: z.string().optional(),
    render: z.enum(['graphql', 'text']).optional(),
    options: z
      .array(z.union([z.string(), z.strictObject({ label: z.string(), required: z.boolean() })]))
      .optional(),
  }),
  validations: z.strictObject({ required: z.boolean() }).optional(),
});
const form = z.strictObject({
  name: z.string(),
  description: z.string(),
  labels: z.array(z.string()),
  body: z.array(element),
});

describe('the forms for issues', () => {
  it('exist for bugs, features and questions, and replace blank issues', () => {
    expect(FORMS.toSorted()).toEqual(['bug.yml', 'feature.yml', 'question.yml']);
    expect(parse(readFileSync(`${FOLDER}/config.yml`, 'utf8'))).toEqual({ blank_issues_enabled: false });
  });

  it.each(FORMS)('request no patient data: %s', (file) => {
    const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
    const { body } = form.parse(parse(text));
    expect(text).toMatch(/(?:Never paste|Without) patient data/);
    const ids = body.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const labels = body.filter(({ type }) => type !== 'markdown').map(({ attributes }) => attributes.label);
    expect(labels.every((label) => label !== undefined && label !== '')).toBe(true);
  });

  it('require a confirmation of it in a report of a bug', () => {
    const { body } = form.parse(parse(readFileSync(`${FOLDER}/bug.yml`, 'utf8')));
    const [confirmation] = body.find(({ type }) => type === 'checkboxes')?.attributes.options ?? [];
    expect(confirmation).toEqual({
      label: 'This report contains no patient data, token or key.',
      required: true,
    });
  });
});

describe('the ways to report', () => {
  it.each(['SECURITY.md', 'CODE_OF_CONDUCT.md'])(
    'are private, and contain no invented e-mail address: %s',
    (page) => {
      const text = readFileSync(page, 'utf8');
      expect(text).toMatch(/in private/);
      expect(text).not.toMatch(/[\w.]+@[\w.]+|mailto:/);
    },
  );
});
