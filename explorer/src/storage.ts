/**
 * Keeps operations, variables and history in the session storage, which ends with the tab, because they may contain patient data. Never
 * stores headers: they contain tokens, and GraphiQL would store them in its history.
 */
export const tabStorage = {
  get length(): number {
    return sessionStorage.length;
  },
  getItem: (name: string): string | null => sessionStorage.getItem(name),
  setItem: (name: string, value: string): void => sessionStorage.setItem(name, withoutHeaders(value)),
  removeItem: (name: string): void => sessionStorage.removeItem(name),
  clear: (): void => sessionStorage.clear(),
};

/** Removes the headers from JSON; returns any other text unchanged. */
function withoutHeaders(value: string): string {
  if (!/^[{[]/.test(value)) return value;
  return JSON.stringify(JSON.parse(value), (name, inner: unknown) => (name === 'headers' ? null : inner));
}
