/** Whether a URL lies below a base URL: what decides where a bearer token may go. */

/** True where both have one origin and the URL's path is the base's or lies below it. */
export function isWithin(url: URL, base: string): boolean {
  const { origin, pathname } = new URL(base);
  const folder = pathname.replace(/\/+$/, '');
  return (
    url.origin === origin &&
    url.username === '' &&
    url.password === '' &&
    (url.pathname === folder || url.pathname.startsWith(`${folder}/`))
  );
}
