/** The frame of the gateway's own pages. */
import { type Markup, markup } from '../markup.ts';
import type { PageFiles } from './page-files.ts';

interface PageOptions {
  readonly files: PageFiles;
  readonly title: string;
  readonly script: 'landing.js' | 'sandbox.js';
  /** For a page that has no header of its own: its Content-Security-Policy. */
  readonly policy?: string;
  readonly body: Markup;
}

export function createPage({ files, title, script, policy, body }: PageOptions): string {
  const policyElement =
    policy === undefined
      ? markup``
      : markup`
  <meta http-equiv="Content-Security-Policy" content="${policy}">`;
  const { html } = markup`<!DOCTYPE html>
<html lang="en">
<head>
  <meta charset="utf-8">${policyElement}
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="robots" content="noindex">
  <title>${title}</title>
  <link rel="icon" href="${files.urlOf('icon.svg')}" type="image/svg+xml">
  <link rel="stylesheet" href="${files.urlOf('page.css')}">
  <script type="module" src="${files.urlOf(script)}"></script>
</head>
${body}
</html>
`;
  return html;
}
