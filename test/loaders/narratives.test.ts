import { describe, expect, it } from 'vitest';
import { narrativeHtml, narrativeText } from '../../src/fhir/notes.ts';

const DIV =
  '<div xmlns="http://www.w3.org/1999/xhtml"><h2>Plan</h2><p onclick="steal()">Walk<script>x()</script></p></div>';

describe('a narrative', () => {
  it('is plain text', () => {
    expect(narrativeText(DIV)).toBe('Plan\n\nWalk');
  });

  it('is HTML without what runs', () => {
    expect(narrativeHtml(DIV)).toMatch(/<h2>Plan<\/h2>\s*<p>Walk<\/p>/);
    expect(narrativeHtml(DIV)).not.toMatch(/script|onclick|steal/);
  });

  it.each([undefined, null, 7, {}, '', '<div/>'])('that says nothing is null: %j', (div) => {
    expect([narrativeText(div), narrativeHtml(div)]).toEqual([null, null]);
  });
});
