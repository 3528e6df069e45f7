/** Where the page is, and the data with which it starts. */

export interface Example {
  readonly name: string;
  readonly title: string;
  readonly query: string;
  readonly variables: string;
}

export interface ExampleGroup {
  readonly title: string;
  readonly needs: 'writes' | 'session' | null;
  readonly operations: readonly Example[];
}

/** How a person signs in at the FHIR server. */
export interface SignIn {
  /** The only address of the explorer to which a sign-in returns. */
  readonly returnUrl: string;
  /** The paths at which a sign-in begins, below the path of the site. */
  readonly loginPaths: Readonly<Partial<Record<'clinician' | 'patient', string>>>;
}

export interface Start {
  /** The operation in the first tab. */
  readonly document: string;
  /** Whether callers show a token. */
  readonly signsIn: boolean;
  readonly canWrite: boolean;
  readonly isSynthetic: boolean;
  /** Null if the explorer does not sign in. */
  readonly signIn: SignIn | null;
  readonly examples: readonly ExampleGroup[];
}

/** The path of the site, as in `/sites/north/explorer`; empty if the page is not the one of a site. */
export const SITE_PATH = /^\/sites\/[^/]+(?=\/explorer$)/.exec(location.pathname)?.[0] ?? '';

export async function fetchStart(): Promise<Start> {
  const response = await fetch(`${SITE_PATH}/explorer/start.json`);
  // oxlint-disable-next-line typescript/no-unsafe-return -- JSON is untyped; the server's StartData is this type
  return response.json();
}

/** Names the site and the product in the title of the window, and says whether the data is synthetic. */
export function describePage({ isSynthetic }: Start, title: HTMLElement): void {
  const site = decodeURIComponent(SITE_PATH.replace('/sites/', ''));
  const data = isSynthetic ? 'synthetic data' : 'patient data';
  document.title = ['Explorer', site, 'Epic FHIR GraphQL gateway', data]
    .filter((part) => part !== '')
    .join(' – ');
  if (site !== '') title.append(`: ${site}`);
  const badge = document.createElement('span');
  badge.className = isSynthetic ? 'badge' : 'badge wary';
  badge.textContent = isSynthetic ? 'Synthetic data' : 'Patient data';
  title.after(badge);
}
