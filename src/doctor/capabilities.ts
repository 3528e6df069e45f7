/** What the server says that it can do in its CapabilityStatement, compared with what the schema needs of it. */
import { tokenUriOf } from '../auth/discovery.ts';
import { isTrustedEndpoint } from '../auth/trusted-endpoint.ts';
import {
  type Capabilities,
  collectInteractionsByType,
  isCapabilityStatement,
  isR4,
  parseCapabilities,
} from '../epic/capabilities.ts';
import { interpretResponse } from '../epic/fhir-response.ts';
import { GatewayError } from '../errors.ts';
import { readText } from '../fhir/lenient-read.ts';
import type { PatientList } from '../fhir/list-definition.ts';
import { PATIENT_LISTS } from '../fhir/patient-lists.ts';
import type { ResourceFacts } from '../fhir/resource-facts.ts';
import { RESOURCES } from '../fhir/resources.ts';
import type { CapabilityStatement } from '../fhir/types.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { STATEMENT_JSON } from '../json/format.ts';
import { getWithoutToken, unanswered } from './attempt.ts';
import { asClient, type ExaminedSite, type HttpTools } from './configuration.ts';
import { type Cause, cause, type Checked, checked, failed, listNames, present } from './finding.ts';
import { NO_BASE } from './smart-configuration.ts';

export interface ServerDescription {
  /** What the older `oauth-uris` extension names; null: none, or none that may be spoken to. */
  readonly tokenEndpoint: string | null;
  /** By type, such as `read`, `search-type` and `create`. */
  readonly interactions: ReadonlyMap<string, ReadonlySet<string>>;
}

export async function checkMetadata(
  site: ExaminedSite,
  tools: HttpTools,
): Promise<Checked<ServerDescription>> {
  const { baseUrl, authentication } = site.connection;
  const url = `${baseUrl}/metadata`;
  const tried = `GET ${url}${asClient(authentication)}`;
  const headers = { accept: 'application/fhir+json' };
  const response = await getWithoutToken(site, tools, { url, headers, json: STATEMENT_JSON });
  if ('fault' in response) return failed(unanswered(tried, response.fault));
  const { status } = response.answer;
  const statement = readStatement(response.answer);
  if (statement instanceof GatewayError) {
    const found = [`HTTP ${status}. ${statement.message}`] as const;
    return failed({
      tried,
      found,
      causes: status >= 500 ? [DOWN] : [NO_BASE, PROXY_PAGE],
      facts: { status },
    });
  }
  const capabilities = parseCapabilities(statement);
  const interactions = collectInteractionsByType(statement);
  const gaps = findGaps(capabilities, interactions, site.panel.kind);
  const fhirVersion = plainVersion(capabilities);
  const software = softwareOf(statement);
  const details = {
    tried,
    found: [describeServer({ fhirVersion, software, interactions }), ...describeWorkarounds(gaps)] as const,
    causes: present<Cause>(!isR4(capabilities) && notR4(fhirVersion), gapCauses(gaps)),
    facts: { status, fhirVersion, software, ...gaps },
  };
  if (!isR4(capabilities) || !interactions.has('Patient')) return failed(details);
  const named = tokenUriOf(statement);
  const tokenEndpoint = named !== undefined && isTrustedEndpoint(named, baseUrl) ? named : null;
  return checked({ tokenEndpoint, interactions }, details);
}

function readStatement(response: HttpResponse): CapabilityStatement | GatewayError {
  try {
    const parsed = interpretResponse(response, 'capabilities');
    if (parsed.kind === 'resource' && isCapabilityStatement(parsed.resource)) return parsed.resource;
    return new GatewayError('UPSTREAM_INVALID_RESPONSE', 'It is FHIR, but no CapabilityStatement.');
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

/** What the schema would use, and the server does not say that it has. */
interface Gaps {
  /** Types of the graph. */
  readonly types: readonly string[];
  /** `Type.read` and `Type.search`. */
  readonly interactions: readonly string[];
  /** `Type?parameter`: without these a list of a patient cannot be searched for. */
  readonly needed: readonly string[];
  /** `Type?parameter`: without these the gateway filters by itself. */
  readonly useful: readonly string[];
  /** Parameters of `_include`: without these the gateway requests what lists refer to separately. */
  readonly includes: readonly string[];
}

function findGaps(
  capabilities: Capabilities,
  interactions: ServerDescription['interactions'],
  panel: ExaminedSite['panel']['kind'],
): Gaps {
  const rows: [string, ResourceFacts][] = Object.entries(RESOURCES);
  const lists: PatientList[] = Object.values(PATIENT_LISTS);
  const wanted = rows.flatMap(([type, { inGraph }]) =>
    inGraph || type.toLowerCase() === panel ? [type] : [],
  );
  const isThere = (type: string): boolean => interactions.has(type);
  const can = (type: string, interaction: string): boolean =>
    interactions.get(type)?.has(interaction) === true;
  const missing = (type: string, parameter: string): string[] =>
    isThere(type) && !capabilities.hasSearchParameter(type, parameter) ? [`${type}?${parameter}`] : [];
  const needed = lists.flatMap(({ type, always, byDefault }) => [
    ...missing(type, 'patient'),
    ...[always, byDefault].flatMap((one) => (one === undefined ? [] : missing(type, one.filter.parameter))),
  ]);
  const useful = [
    ...rows.flatMap(([type]) => (can(type, 'search-type') ? missing(type, '_id') : [])),
    ...lists.flatMap(({ type, byArgument = {} }) =>
      Object.values(byArgument).flatMap(({ parameter, isSent }) =>
        isSent === false ? [] : missing(type, parameter),
      ),
    ),
  ].filter((name) => !needed.includes(name));
  const unread = wanted.filter((type) => isThere(type) && !can(type, 'read'));
  const unsearched = lists
    .map(({ type }) => type)
    .filter((type) => isThere(type) && !can(type, 'search-type'));
  const includes = rows.flatMap(([type, { includes: parameters = {} }]) =>
    Object.values(parameters).filter((one) => isThere(type) && !capabilities.hasInclude(type, one)),
  );
  return {
    types: wanted.filter((type) => !isThere(type)),
    interactions: [
      ...unread.map((type) => `${type}.read`),
      ...new Set(unsearched.map((type) => `${type}.search`)),
    ],
    needed: [...new Set(needed)],
    useful: [...new Set(useful)],
    includes: includes.toSorted(),
  };
}

function describeServer(server: {
  readonly fhirVersion: string | null;
  readonly software: string | null;
  readonly interactions: ServerDescription['interactions'];
}): string {
  const types = Object.keys(RESOURCES);
  const there = types.filter((type) => server.interactions.has(type)).length;
  const by = server.software === null ? '' : ` by ${server.software}`;
  return `FHIR ${server.fhirVersion ?? NO_VERSION}${by}; ${there} of the ${types.length} types that the gateway reads`;
}

function describeWorkarounds({ useful, includes }: Gaps): string[] {
  return present<string>(
    useful.length > 0 &&
      `The gateway picks out by itself what the server has no parameter for: ${listNames(useful)}.`,
    includes.length > 0 && `Asked for by itself, and not by _include: ${listNames(includes)}.`,
  );
}

/** Returns what the server calls itself, reduced to the characters of a name and a version. */
function softwareOf({ software }: CapabilityStatement): string | null {
  const name = [readText(software?.name), readText(software?.version)]
    .filter((one) => one !== null)
    .join(' ');
  const plain = name.replaceAll(/[^\w .,()/+-]/g, '').slice(0, 60);
  return plain === '' ? null : plain;
}

/** Returns the version only if it looks like one: it can be anything. */
function plainVersion({ fhirVersion }: Capabilities): string | null {
  return fhirVersion !== null && /^\d[\w.-]{0,20}$/.test(fhirVersion) ? fhirVersion : null;
}

const NO_VERSION = 'of no version that it names';
const UNUSED =
  'Nothing, where the graph is used without them: their fields answer with an error. Else ask the site which version of Epic brings them.';
const PROXY_PAGE = cause`A proxy in between answers in place of the server.
  → Ask for the URL with curl -H "accept: application/fhir+json" here, and see whose page it is.`;
const DOWN = cause`The server is in trouble. → Ask the site; try again later.`;

function gapCauses({ types, interactions, needed }: Gaps): Cause[] {
  return present<Cause>(
    types.length > 0 &&
      cause`The server does not have ${listNames(types)}, or does not show them to this client. → ${UNUSED}`,
    interactions.length > 0 && cause`The server has no ${listNames(interactions)}. → ${UNUSED}`,
    needed.length > 0 &&
      cause`The server does not list parameters without which lists of a patient cannot be asked for: ${listNames(needed)}.
        → See in "Reads" below whether the lists are answered all the same: some servers list less than they know.`,
  );
}

function notR4(fhirVersion: string | null): Cause {
  return cause`It is a server of FHIR ${fhirVersion ?? NO_VERSION}, and the gateway speaks R4 (4.0).
    → Set EPIC_BASE_URL to the R4 base of the same server; at Epic it ends in /api/FHIR/R4.`;
}
