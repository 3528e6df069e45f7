/** The parts of the page around GraphiQL: the header's controls, the collapsible panel, and the views of narrow windows. */
import { ChevronDownIcon, pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';
import { tabStorage } from './storage.ts';

/** The views of a narrow window, which shows one at a time. */
const VIEWS = { operation: 'Operation', response: 'Response', cost: 'Cost' } as const;
type View = keyof typeof VIEWS;

export function elementBy(selector: string): HTMLElement {
  const element = document.querySelector<HTMLElement>(selector);
  if (element === null) throw new Error(`The page expects an element ${selector}.`);
  return element;
}

/** The buttons of narrow windows that choose a view. Running an operation shows the response. */
export function ViewButtons() {
  const isFetching = useGraphiQL((state) => state.isFetching);
  const [view, setView] = useState<View>('operation');
  const [wasFetching, setWasFetching] = useState(false);
  if (isFetching !== wasFetching) {
    setWasFetching(isFetching);
    if (isFetching) setView('response');
  }
  useEffect(() => {
    document.body.dataset['view'] = view;
  }, [view]);
  const buttons = Object.entries(VIEWS).map(([name, label]) => (
    <button key={name} type="button" aria-pressed={name === view} onClick={() => setView(asView(name))}>
      {label}
    </button>
  ));
  return createPortal(buttons, elementBy('#views'));
}

function asView(name: string): View {
  return name === 'response' || name === 'cost' ? name : 'operation';
}

const NARROW = '(width < 600px)';

/** The title of the panel, which collapses it. The tab remembers the choice. The view buttons of narrow windows show the panel instead. */
export function PanelTitle() {
  const isNarrow = useMedia(NARROW);
  const [isOpen, setOpen] = useState(() => tabStorage.getItem('panel') !== 'closed');
  useEffect(() => {
    tabStorage.setItem('panel', isOpen ? 'open' : 'closed');
    document.body.classList.toggle('panel-closed', !isOpen);
  }, [isOpen]);
  const button = (
    <button type="button" aria-expanded={isOpen} aria-controls="panel-body" onClick={() => setOpen(!isOpen)}>
      Request Cost
      <ChevronDownIcon aria-hidden="true" />
    </button>
  );
  return createPortal(isNarrow ? 'Request Cost' : button, elementBy('#panel-title'));
}

/** Returns whether a media query matches, and renders again when that changes. */
function useMedia(condition: string): boolean {
  const query = useMemo(() => matchMedia(condition), [condition]);
  return useSyncExternalStore(
    (notify) => {
      query.addEventListener('change', notify);
      return () => query.removeEventListener('change', notify);
    },
    () => query.matches,
  );
}

/** Wraps long lines, which would be cut off next to the response. */
export function LineWrapping() {
  const { queryEditor, variableEditor } = useGraphiQL(pick('queryEditor', 'variableEditor'));
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor]) editor?.updateOptions({ wordWrap: 'on' });
  }, [queryEditor, variableEditor]);
  return null;
}

const DARK = '(prefers-color-scheme: dark)';

/** Switches between light and dark. GraphiQL's settings can also follow the system, which is the default. */
export function ThemeButton() {
  const { setTheme } = useGraphiQLActions();
  const { theme } = useGraphiQL(pick('theme'));
  const isSystemDark = useMedia(DARK);
  const next = (theme ?? (isSystemDark ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark';
  return (
    <button type="button" className="icon" aria-label={`Use ${next} colors`} onClick={() => setTheme(next)}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <circle cx="10" cy="10" r="7.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
        <path d="M10 2.75a7.25 7.25 0 0 1 0 14.5z" fill="currentColor" />
      </svg>
    </button>
  );
}

/** Whether the editor tools (variables and headers) were open. GraphiQL itself remembers only their height. */
export const areEditorToolsOpen = tabStorage.getItem('editor-tools') !== 'closed';

const TOOLS_BUTTON = '.graphiql-toggle-editor-tools';

/** Remembers in the tab whether the editor tools are open. */
export function rememberEditorTools(editor: HTMLElement): void {
  const remember = (): void => {
    const label = editor.querySelector(TOOLS_BUTTON)?.getAttribute('aria-label');
    if (label !== undefined)
      tabStorage.setItem('editor-tools', label?.startsWith('Hide') ? 'open' : 'closed');
  };
  // GraphiQL has no callback for this, and renders the new label before the next frame.
  editor.addEventListener('click', () => requestAnimationFrame(remember));
}
