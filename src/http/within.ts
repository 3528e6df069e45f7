/** Whether a URL lies below a base URL: what decides where a bearer token may go. */

/** True where both have one origin and the URL's path is the base's or lies below it. */
export function isWithin(url: URL, base: string): boolean {
  return placeBelow(url, base) !== null;
}

/** The part of a URL that follows the base's path, with its query and without its fragment; null for a URL that is not within the base. */
export function placeBelow(url: URL, base: string): string | null {
  const { origin, pathname } = new URL(base);
  const folder = pathname.replace(/\/+$/, '');
  const isBelow =
    url.origin === origin &&
    url.username === '' &&
    url.password === '' &&
    (url.pathname === folder || url.pathname.startsWith(`${folder}/`));
  return isBelow ? url.pathname.slice(folder.length) + url.search : null;
}
