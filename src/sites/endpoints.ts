/** Makes sites of the Endpoint resources in a FHIR Bundle (https://hl7.org/fhir/R4/endpoint.html), such as Epic's list of its R4 endpoints. */
import { HTTPS_URL, httpsUrl, siteId, trimEndSlashes } from '../config/values.ts';
import { isObject, readText, withoutList } from '../fhir/lenient-read.ts';

export interface ImportedSite {
  readonly name: string;
  readonly baseUrl: string;
}

export interface ImportedSites {
  /** The new sites by id. */
  readonly sites: Readonly<Record<string, ImportedSite>>;
  /** How many endpoints are already in the sites file. */
  readonly known: number;
  /** How many endpoints were not chosen. */
  readonly others: number;
  /** For each entry that is no site: its position, its name and the reason. */
  readonly leftOut: readonly string[];
  /** Whether the Bundle has further pages. */
  readonly isPartial: boolean;
}

export interface ImportOptions {
  /** The current time; an endpoint whose period has ended is left out. */
  readonly now: number;
  /** The sites that exist: their ids, each with its base URL or null. */
  readonly existing?: ReadonlyMap<string, string | null>;
  /** Chooses the endpoints whose name contains one of these texts, whatever its case and accents; all if there are none. */
  readonly names?: readonly string[];
}

type Element = Readonly<Record<string, unknown>>;

export function readEndpoints(
  bundle: unknown,
  { now, existing = new Map(), names = [] }: ImportOptions,
): ImportedSites {
  const root: Element = isObject(bundle) && bundle['resourceType'] === 'Bundle' ? bundle : {};
  const entries = listObjects(root['entry']);
  const nameOf = createNaming(entries);
  const served = new Set(Array.from(existing.values(), (baseUrl) => normalizeUrl(baseUrl)));
  const sites = new Map<string, ImportedSite>();
  const repeated = new Set<string>();
  const leftOut: string[] = [];
  let known = 0;
  let others = 0;
  for (const [at, entry] of entries.entries()) {
    const endpoint = resourceOf(entry);
    if (endpoint['resourceType'] === 'Organization') continue;
    const name = nameOf(entry);
    if (names.length > 0 && !names.some((text) => fold(name ?? '').includes(fold(text)))) {
      others += 1;
      continue;
    }
    const site = { name: name ?? '', baseUrl: trimEndSlashes(readText(endpoint['address']) ?? '') };
    const url = normalizeUrl(site.baseUrl);
    const key = JSON.stringify([site.name, url]);
    const fault =
      findFault(endpoint, now) ??
      (name === null ? 'it has no name' : null) ??
      (repeated.has(key) ? 'an earlier entry has the same name and address' : null);
    repeated.add(key);
    if (fault !== null) leftOut.push(`entry ${at + 1} (${name ?? 'no name'}): ${fault}`);
    else if (served.has(url)) known += 1;
    else
      sites.set(
        chooseId(site, (id) => sites.has(id) || existing.has(id)),
        site,
      );
  }
  const isPartial = listObjects(root['link']).some(({ relation }) => readText(relation) === 'next');
  return { sites: Object.fromEntries(sites), known, others, leftOut, isPartial };
}

/** Two spellings of a URL can name one server: https://FHIR.example.org and https://fhir.example.org/. */
function normalizeUrl(url: string | null): string | null {
  return url === null ? null : trimEndSlashes(URL.parse(url)?.href ?? url);
}

/** Returns why an endpoint is no site; null if it is one. */
function findFault(endpoint: Element, now: number): string | null {
  const { resourceType, status, connectionType, address, period } = endpoint;
  if (resourceType !== 'Endpoint') return 'expected an Endpoint';
  if (isModified(endpoint)) return 'it has a modifier that the gateway does not know';
  // The status is a modifier element: only an active endpoint is known to be in use.
  if (readText(status) !== 'active') return 'its status is not active';
  const code = readText(readElement(connectionType)?.['code']);
  if (code !== null && code !== 'hl7-fhir-rest') return 'its connectionType is not hl7-fhir-rest';
  if (hasEnded(period, now)) return 'its period has ended';
  const url = readText(address);
  if (url === null || !httpsUrl.safeParse(url).success) return `its address is not ${HTTPS_URL}`;
  return OTHER_RELEASE.test(url) || isOfOtherRelease(endpoint) ? 'it is not of FHIR R4' : null;
}

const OTHER_RELEASE = /\/(dstu2|stu3|r4b|r5)\/*$/i;

/** Returns whether the extension endpoint-fhir-version, of HL7 or Argonaut, names only other releases. */
function isOfOtherRelease({ extension }: Element): boolean {
  const versions = listObjects(extension)
    .filter(({ url }) => readText(url)?.endsWith('/StructureDefinition/endpoint-fhir-version'))
    .map(({ valueCode }) => readText(valueCode) ?? '');
  return versions.length > 0 && !versions.some((version) => /^4\.0(\.|$)/.test(version));
}

function isModified({ modifierExtension, implicitRules }: Element): boolean {
  return listObjects(modifierExtension).length > 0 || readText(implicitRules) !== null;
}

/** A date without a time, or of less precision, includes its whole day, month or year. */
function hasEnded(period: unknown, now: number): boolean {
  const end = readText(readElement(period)?.['end']);
  if (end === null) return false;
  const today = new Date(now).toISOString();
  return end.includes('T') ? Date.parse(end) < now : end < today.slice(0, end.length);
}

/**
 * Returns a function that names an endpoint: by its own name, otherwise by the organization that manages it or, in User Access Brands, refers
 * to it. If endpoints with different addresses share a name, such as "FHIR R4 endpoint", the organization that refers to each comes first.
 */
function createNaming(entries: readonly Element[]): (entry: Element) => string | null {
  // The first organization with a reference names the endpoint, so it is last in the map.
  const organizations = new Map(entries.flatMap(readOrganization).toReversed());
  const addresses = new Map<string | null, Set<string | null>>();
  for (const { name, address } of entries.map(resourceOf)) {
    const own = readLine(name);
    addresses.set(own, (addresses.get(own) ?? new Set()).add(normalizeUrl(readText(address))));
  }
  return (entry) => {
    const { name, managingOrganization, contained, ...endpoint } = resourceOf(entry);
    const own = readLine(name);
    const listing = readReferences(entry['fullUrl'], endpoint)
      .map((reference) => organizations.get(reference))
      .find((found) => found !== undefined);
    if (listing !== undefined && (addresses.get(own)?.size ?? 0) > 1) return listing;
    const manager = readElement(managingOrganization);
    const reference = readText(manager?.['reference']) ?? '';
    const within = listObjects(contained).find(({ id }) => `#${readText(id)}` === reference);
    return (
      own ??
      readLine(within?.['name']) ??
      organizations.get(reference) ??
      readLine(manager?.['display']) ??
      listing ??
      null
    );
  };
}

function resourceOf({ resource }: Element): Element {
  return isObject(resource) ? resource : {};
}

/** Returns the name of an Organization in the Bundle by the references to it and to its endpoints. */
function readOrganization(entry: Element): (readonly [reference: string, name: string])[] {
  const organization = resourceOf(entry);
  const named = readLine(organization['name']);
  if (organization['resourceType'] !== 'Organization' || named === null) return [];
  const endpoints = listObjects(organization['endpoint']).map(({ reference }) => readText(reference));
  return [...readReferences(entry['fullUrl'], organization), ...endpoints]
    .filter((reference) => reference !== null)
    .map((reference) => [reference, named] as const);
}

function readReferences(fullUrl: unknown, { resourceType, id }: Element): string[] {
  const local = readText(id);
  const references = [readText(fullUrl), local === null ? null : `${readText(resourceType)}/${local}`];
  return references.filter((reference) => reference !== null);
}

/** Returns a text as one line without control characters. */
function readLine(value: unknown): string | null {
  return readText(readText(value)?.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' '));
}

function listObjects(value: unknown): Element[] {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.filter(isObject);
}

function readElement(value: unknown): Element | null {
  const sent = withoutList(value);
  return isObject(sent) ? sent : null;
}

const MAX_ID_LENGTH = 63;

/** Returns an id that no other site has, from the name or, if it has no Latin letters or digits, from the host. */
function chooseId({ name, baseUrl }: ImportedSite, isTaken: (id: string) => boolean): string {
  const base = toId(name) ?? toId(new URL(baseUrl).hostname.replaceAll('.', '-')) ?? 'site';
  let id = base;
  for (let number = 2; isTaken(id); number += 1) {
    const suffix = `-${number}`;
    id = `${base.slice(0, MAX_ID_LENGTH - suffix.length)}${suffix}`;
  }
  return id;
}

function toId(text: string): string | null {
  const id = fold(text)
    .replaceAll(/['’.]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    // YAML reads an id of digits as a number, and JavaScript sorts them before other keys.
    .replace(/^-*(\d+)-*$/, 'site-$1')
    .slice(0, MAX_ID_LENGTH)
    .replaceAll(/^-|-$/g, '');
  return siteId.safeParse(id).success ? id : null;
}

/** Returns a text in lower case without accents. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[ßæøœđðłþı]/g, (letter) => LATIN[letter] ?? letter);
}

/** Letters that Unicode does not decompose. */
const LATIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  ø: 'o',
  œ: 'oe',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
};
