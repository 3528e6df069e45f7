import { trimEndSlashes } from '../config/values.ts';

/** Returns whether the URL is the base or below it, on the same origin. A bearer token may be sent only there. */
export function isUnderBaseUrl(url: URL, base: string): boolean {
  return pathUnderBaseUrl(url, base) !== null;
}

/** Returns the part of a URL after the base's path, with the query and without the fragment; null if the URL is not under the base. */
export function pathUnderBaseUrl(url: URL, base: string): string | null {
  const { origin, pathname } = new URL(base);
  const folder = trimEndSlashes(pathname);
  const isBelow =
    url.origin === origin &&
    url.username === '' &&
    url.password === '' &&
    (url.pathname === folder || url.pathname.startsWith(`${folder}/`));
  return isBelow ? url.pathname.slice(folder.length) + url.search : null;
}
