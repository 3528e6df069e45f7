import { SITE_PATH } from './start.ts';

/** Whether the tab must remember nothing more of this page. */
let isClosed = false;

/**
 * Keeps operations, variables and history in the session storage, which ends with the tab, because they may contain patient data. Never
 * stores headers: they contain tokens, and GraphiQL would store them in its history. Each site has items of its own: ids
 * of one mean nothing at another.
 */
export const tabStorage = {
  get length(): number {
    return sessionStorage.length;
  },
  getItem: (name: string): string | null => sessionStorage.getItem(SITE_PATH + name),
  setItem: (name: string, value: string): void => {
    if (isClosed) return;
    sessionStorage.setItem(SITE_PATH + name, TEXTS.has(name) ? value : withoutHeaders(value));
  },
  removeItem: (name: string): void => sessionStorage.removeItem(SITE_PATH + name),
  clear: (): void => sessionStorage.clear(),
  /** Stores nothing more until the page loads again. Otherwise GraphiQL, which stores late, would write operations after a sign-out. */
  close: (): void => {
    isClosed = true;
  },
};

/** What GraphiQL stores as it is in its editors. */
const TEXTS: ReadonlySet<string> = new Set(['graphiql:query', 'graphiql:variables']);

/** Removes the headers from JSON; returns any other text unchanged. */
function withoutHeaders(value: string): string {
  if (!/^[{[]/.test(value)) return value;
  return JSON.stringify(JSON.parse(value), (name, inner: unknown) => (name === 'headers' ? null : inner));
}
