/** The page that says why a person is not signed in: without scripts, forms or anything to load. */
import { createHash } from 'node:crypto';
import type { SignInProblem, Remedy } from './faults.ts';
import { markup } from '../markup.ts';

/** An address at which the person can sign in again. */
export interface SignInLink {
  readonly label: string;
  readonly url: string;
}

interface PageOptions {
  readonly problem: SignInProblem;
  /** The name of the site for people; null without one. */
  readonly siteName: string | null;
  /** Shown if signing in again can help. */
  readonly links: readonly SignInLink[];
  /** Whether frames of other sites can have the cookies already. */
  readonly hasFrameCookies: boolean;
}

const STYLE = `
:root { color-scheme: light dark; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --back: #f6f8fa; --card: #ffffff; --accent: #0a4fa3; --on-accent: #ffffff; }
@media (prefers-color-scheme: dark) { :root { --text: #e6edf3; --soft: #a8b3be; --line: #3a434d; --back: #0d1117; --card: #161b22; --accent: #79b8ff; --on-accent: #0b1a2b; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1rem; background: var(--back); color: var(--text); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; }
main { width: 100%; max-width: 34rem; padding: clamp(1.25rem, 5vw, 2.25rem); background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.site { margin: 0 0 .75rem; color: var(--soft); font-size: .875rem; font-weight: 600; }
h1 { margin: 0 0 1rem; font-size: clamp(1.375rem, 5vw, 1.75rem); line-height: 1.2; text-wrap: balance; }
h2 { margin: 1.5rem 0 .25rem; font-size: 1rem; }
p { margin: 0 0 .75rem; overflow-wrap: anywhere; }
.links { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.25rem 0 0; padding: 0; list-style: none; }
.links a { display: inline-flex; align-items: center; min-height: 2.75rem; padding: .5rem 1.25rem; border: 2px solid var(--accent); border-radius: .5rem; background: var(--accent); color: var(--on-accent); font-weight: 600; text-decoration: none; }
.links a:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
.code { margin: 1.75rem 0 0; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; }
code { font-family: ui-monospace, "Cascadia Mono", Menlo, monospace; color: var(--text); overflow-wrap: anywhere; }
@media (forced-colors: active) { .links a { border-color: LinkText; } }
`;

/** Allows nothing but the style. `frame-ancestors` is added for each site. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const REMEDIES: Readonly<Record<Exclude<Remedy, 'allow-cookie'>, string>> = {
  'sign-in-again':
    'Sign in again. If the chart opened this app, close it and open it again from there. If that fails too, report the code below to your support desk.',
  'open-again':
    'Close this page and open the app again, from the chart if you opened it there. If that fails too, report the code below to your support desk.',
  wait: 'Wait a minute and sign in again. If that fails too, report the code below to your support desk.',
  'get-help': 'Trying again does not help. Report the code below to your support desk.',
};

const FRAME_REMEDIES = {
  blocked:
    'Open the app in its own window. To show it in a frame of another site, the operator of this gateway sets SESSION_SAME_SITE to none.',
  refused:
    'Open the app in its own window. SESSION_SAME_SITE is none, so this browser, or its settings, refuses partitioned cookies.',
} as const;

export function createProblemPage({ problem, siteName, links, hasFrameCookies }: PageOptions): string {
  const { title, happened, code, remedy } = problem;
  const advice =
    remedy === 'allow-cookie' ? FRAME_REMEDIES[hasFrameCookies ? 'refused' : 'blocked'] : REMEDIES[remedy];
  const shown = remedy === 'sign-in-again' || remedy === 'wait' ? links : [];
  const list = markup`<ul class="links">${shown.map(({ label, url }) => markup`<li><a href="${url}">${label}</a></li>`)}</ul>
`;
  const { html } = markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<main>
${
  siteName === null
    ? ''
    : markup`<p class="site">${siteName}</p>
`
}<h1>${title}</h1>
<h2>What happened</h2>
<p>${happened}</p>
<h2>What to do</h2>
<p>${advice}</p>
${shown.length === 0 ? '' : list}<p class="code">Code: <code>${code}</code></p>
</main>
</body>
</html>
`;
  return html;
}
