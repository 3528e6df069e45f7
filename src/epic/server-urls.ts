/**
 * Resolves the URLs of a FHIR server. Behind a proxy, the server can use another base URL in its links than the one at which the gateway
 * reaches it (EPIC_LINK_BASE_URL).
 */
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
