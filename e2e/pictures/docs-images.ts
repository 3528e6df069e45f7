/** The images that scripts make for README and docs. A test compares them with docs/images. */

/** `npm run --prefix e2e screenshots -- --docs` writes them, from the shots with these names. */
export const DOCS_SHOTS = ['chart', 'chart-sign-in', 'chart-sites', 'explorer', 'landing'] as const;

/** `npm run --prefix e2e demo` writes it. */
export const DEMO = 'demo.webp';

export const DOCS_FOLDER = 'docs/images';
