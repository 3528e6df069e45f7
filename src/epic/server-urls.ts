/** The URLs of one FHIR server. Behind a proxy it can name itself by another base URL than the one it is reached at (EPIC_LINK_BASE_URL). */
import type { EpicConnection } from '../config/connection.ts';
import { pathUnderBaseUrl } from '../http/base-url.ts';
import type { ServerUrls } from '../fhir/ids.ts';

export function createServerUrls({
  baseUrl,
  linkBaseUrl = null,
}: Pick<EpicConnection, 'baseUrl'> & Partial<Pick<EpicConnection, 'linkBaseUrl'>>): ServerUrls {
  const bases = linkBaseUrl === null ? [baseUrl] : [baseUrl, linkBaseUrl];
  return {
    baseUrl,
    resolve(url) {
      for (const base of bases) {
        const parsed = URL.parse(url, `${base}/`);
        const path = parsed === null ? null : pathUnderBaseUrl(parsed, base);
        if (path !== null) return baseUrl + path;
      }
      return null;
    },
  };
}
