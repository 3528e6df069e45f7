/** GraphiQL's storage in the browser. */

/**
 * Keeps operations, variables and history until the tab is closed, because they may name patients. Never keeps headers, which hold
 * tokens and are a part of GraphiQL's history.
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

/** Takes JSON, or any other text that GraphiQL stores. */
function withoutHeaders(value: string): string {
  if (!/^[{[]/.test(value)) return value;
  return JSON.stringify(JSON.parse(value), (name, inner: unknown) => (name === 'headers' ? null : inner));
}
