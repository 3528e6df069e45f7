/** Compares URLs with a base URL, which decides where a bearer token may go. */

/** Returns whether both have the same origin, and the URL's path is the base's or below it. */
export function isUnderBaseUrl(url: URL, base: string): boolean {
  return pathUnderBaseUrl(url, base) !== null;
}

/** Returns the part of a URL after the base's path, with its query and without its fragment; null for a URL that is not under the base. */
export function pathUnderBaseUrl(url: URL, base: string): string | null {
  const { origin, pathname } = new URL(base);
  const folder = pathname.replace(/\/+$/, '');
  const isBelow =
    url.origin === origin &&
    url.username === '' &&
    url.password === '' &&
    (url.pathname === folder || url.pathname.startsWith(`${folder}/`));
  return isBelow ? url.pathname.slice(folder.length) + url.search : null;
}
