/** What the explorer uses of Ruru's build, which exports more and has no types of its own. */

export interface Root {
  render(element: object): void;
}

/** Those of GraphiQL 5, of which Ruru hands on what it does not take itself. */
export interface RuruProps {
  readonly key: number;
  readonly fetcher: (operation: never, options?: never) => Promise<unknown>;
  readonly storage: Pick<Storage, 'length' | 'getItem' | 'setItem' | 'removeItem' | 'clear'>;
  readonly defaultQuery: string;
  readonly defaultEditorToolsVisibility: boolean;
  readonly showPersistHeadersSettings: boolean;
  readonly defaultHeaders?: string;
  readonly initialQuery?: string;
  readonly initialVariables?: string;
}

export function createRoot(container: Element): Root;
export const React: { createElement(component: typeof Ruru, props: RuruProps): object };
export function Ruru(props: RuruProps): object;
