/** The pages on which a person signs in: HTML forms without scripts or foreign assets. */
import { createHash } from 'node:crypto';
import type { HttpResponse } from '../http-response.ts';
import { type Markup, markup } from './markup.ts';

/** One choice of a form. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  /** A second line. */
  readonly detail?: string;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #16202b; --faint: #4d5a68; --line: #8793a0; --page: #f2f5f8; --card: #fff; --accent: #0b5cad; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8edf2; --faint: #b3bfca; --line: #7d8a97; --page: #11161c; --card: #1a222b; --accent: #7fb8f5; --on-accent: #06213d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 36rem; margin: 2rem auto; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; }
.notice { margin: 0; padding: .5rem 1.5rem; background: var(--accent); color: var(--on-accent); text-align: center; font-weight: 600; }
h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
p { margin: 0 0 1rem; }
fieldset { margin: 0 0 1.25rem; padding: 0; border: 0; }
legend, .label { display: block; padding: 0; margin-bottom: .5rem; font-weight: 600; }
.choice { display: flex; gap: .75rem; align-items: flex-start; min-height: 2.75rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .375rem; margin-bottom: .5rem; cursor: pointer; }
.choice input { width: 1.25rem; height: 1.25rem; margin: .125rem 0 0; flex: none; accent-color: var(--accent); }
.detail { display: block; color: var(--faint); font-size: .875rem; overflow-wrap: anywhere; }
select { width: 100%; min-height: 2.75rem; padding: .375rem .5rem; font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line); border-radius: .375rem; }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; }
button { min-height: 2.75rem; padding: .5rem 1.25rem; font: inherit; font-weight: 600; border: 2px solid var(--accent); border-radius: .375rem; background: var(--accent); color: var(--on-accent); cursor: pointer; }
button.second { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
iframe { display: block; width: 100%; height: calc(100vh - 11rem); border: 1px solid var(--line); background: #fff; }
main.wide { max-width: none; margin: 1rem; }
@media (max-width: 30rem) { main { margin: 0; border: 0; border-radius: 0; } }
`;

/**
 * Has no `form-action`: browsers apply it to redirects too, and the sandbox cannot know where the app redirects after the form.
 */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface PageOptions {
  readonly status?: number;
  /** Whether the page frames an app, which can redirect to any address. */
  readonly framesApp?: boolean;
}

export function createPage(
  title: string,
  body: Markup,
  { status = 200, framesApp = false }: PageOptions = {},
): HttpResponse {
  const { html } = markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Epic sandbox</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<header class="notice">Sandbox with synthetic data. No real patients.</header>
<main${framesApp ? markup` class="wide"` : ''}>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
  return {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': framesApp ? `${POLICY}; frame-src http: https:` : POLICY,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
    body: html,
  };
}

/** Returns a page for somebody who cannot go on. */
export function createProblemPage(status: number, title: string, reason: string): HttpResponse {
  return createPage(title, markup`<p>${reason}</p>`, { status });
}

/** Returns a group of radio buttons, the first of which is chosen. */
export function radioGroup(name: string, legend: string, choices: readonly Choice[]): Markup {
  return choiceGroup(
    legend,
    choices.map((choice, index) =>
      choiceOf(
        choice,
        markup`<input type="radio" name="${name}" value="${choice.value}" required${index === 0 ? markup` checked` : ''}>`,
      ),
    ),
  );
}

/** Returns a group of checked checkboxes. */
export function checkboxGroup(name: string, legend: string, choices: readonly Choice[]): Markup {
  return choiceGroup(
    legend,
    choices.map((choice) =>
      choiceOf(choice, markup`<input type="checkbox" name="${name}" value="${choice.value}" checked>`),
    ),
  );
}

function choiceGroup(legend: string, choices: readonly Markup[]): Markup {
  return markup`<fieldset><legend>${legend}</legend>
${choices}</fieldset>
`;
}

function choiceOf({ label, detail }: Choice, input: Markup): Markup {
  const second = detail === undefined ? '' : markup`<span class="detail">${detail}</span>`;
  return markup`<label class="choice">${input}<span>${label}${second}</span></label>
`;
}

export function selectBox(name: string, label: string, choices: readonly Choice[]): Markup {
  return markup`<fieldset><label class="label" for="${name}">${label}</label>
<select id="${name}" name="${name}">
${choices.map(
  ({ value, label: text }) => markup`<option value="${value}">${text}</option>
`,
)}</select></fieldset>
`;
}

export function hiddenField(name: string, value: string): Markup {
  return markup`<input type="hidden" name="${name}" value="${value}">`;
}
