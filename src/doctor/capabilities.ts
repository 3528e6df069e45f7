/** Compares the server's CapabilityStatement with what the schema needs. */
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
import { INCLUDES } from '../fhir/defined-targets.ts';
import { argumentsOf, isDocumentedByEpic } from '../fhir/derived-arguments.ts';
import type { PatientList } from '../fhir/list-definition.ts';
import { LIST_NAMES, PATIENT_LISTS } from '../fhir/patient-lists.ts';
import { factsOf, patientParameterOf, RESOURCE_TYPES } from '../fhir/resources.ts';
import type { CapabilityStatement } from '../fhir/types.ts';
import type { HttpResponse } from '../http/http-client.ts';
import { STATEMENT_JSON } from '../json/format.ts';
import { asClient, type ExaminedSite } from './configuration.ts';
import { type Cause, cause, type Checked, checked, compact, failed, listNames } from './finding.ts';
import { getWithoutToken, type HttpTools, SERVER_FAILING, unanswered } from './requests.ts';
import { WRONG_BASE_URL } from './smart-configuration.ts';

export interface ServerDescription {
  /** From the older `oauth-uris` extension; null if the server names none, or none that the gateway may use. */
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
    const causes = status >= 500 ? [SERVER_FAILING] : [WRONG_BASE_URL, PROXY_PAGE];
    return failed({ tried, found: [statement.message], causes, facts: { status } });
  }
  const capabilities = parseCapabilities(statement);
  const interactions = collectInteractionsByType(statement);
  const gaps = findGaps(capabilities, interactions, site.panel.kind);
  const fhirVersion = /^\d[\w.-]{0,20}$/.exec(capabilities.fhirVersion ?? '')?.[0] ?? null;
  const version = fhirVersion === null ? 'FHIR of an unknown version' : `FHIR ${fhirVersion}`;
  const software = softwareOf(statement);
  const supported = RESOURCE_TYPES.filter((type) => interactions.has(type)).length;
  const details = {
    tried,
    found: compact<string>(
      `${version}${software === null ? '' : ` by ${software}`}. Supports ${supported} of the ${RESOURCE_TYPES.length} types that the gateway reads.`,
      gaps.useful.length > 0 &&
        `The gateway filters itself, because the server does not list these parameters: ${listNames(gaps.useful)}.`,
    ),
    causes: compact<Cause>(
      !isR4(capabilities) &&
        cause`The server speaks ${version}. The gateway needs R4 (4.0).
          → Set EPIC_BASE_URL to the server's R4 base URL. Epic's ends in /api/FHIR/R4.`,
      gapCauses(gaps),
    ),
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
    return new GatewayError('UPSTREAM_INVALID_RESPONSE', 'The response is FHIR, but no CapabilityStatement.');
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
}

/** Features that the schema uses and the server does not list. */
interface Gaps {
  /** Types of the graph. */
  readonly types: readonly string[];
  /** `Type.read` and `Type.search`. */
  readonly interactions: readonly string[];
  /** `Type?parameter`, without which a patient's list cannot be searched. */
  readonly needed: readonly string[];
  /** `Type?parameter`, without which the gateway filters itself. */
  readonly useful: readonly string[];
  /** Parameters of `_include`, without which the gateway reads references separately. */
  readonly includes: readonly string[];
}

function findGaps(
  capabilities: Capabilities,
  interactions: ServerDescription['interactions'],
  panel: ExaminedSite['panel']['kind'],
): Gaps {
  const rows = RESOURCE_TYPES.map((type) => [type, factsOf(type)] as const);
  const lists = LIST_NAMES.map((name): PatientList => PATIENT_LISTS[name]);
  const wanted = rows.flatMap(([type, { inGraph }]) =>
    inGraph || type.toLowerCase() === panel ? [type] : [],
  );
  const lacks = (type: string, interaction: string): boolean =>
    interactions.get(type)?.has(interaction) === false;
  const missing = (type: string, parameter: string): string[] =>
    interactions.has(type) && !capabilities.hasSearchParameter(type, parameter)
      ? [`${type}?${parameter}`]
      : [];
  const needed = lists.flatMap(({ type, always, byDefault }) => [
    ...missing(type, patientParameterOf(type)),
    ...compact(always ?? null, byDefault ?? null).flatMap(({ filter }) => missing(type, filter.parameter)),
  ]);
  const useful = [
    ...rows.flatMap(([type]) => (lacks(type, 'search-type') ? [] : missing(type, '_id'))),
    ...lists.flatMap((list) =>
      Object.values(argumentsOf(list)).flatMap(({ parameter, isSent }) =>
        isSent !== false && isDocumentedByEpic(list.type, parameter) ? missing(list.type, parameter) : [],
      ),
    ),
  ].filter((name) => !needed.includes(name));
  return {
    types: wanted.filter((type) => !interactions.has(type)),
    interactions: unique([
      ...wanted.filter((type) => lacks(type, 'read')).map((type) => `${type}.read`),
      ...lists.flatMap(({ type }) => (lacks(type, 'search-type') ? [`${type}.search`] : [])),
    ]),
    needed: unique(needed),
    useful: unique(useful),
    includes: unique(
      rows.flatMap(([type]) =>
        Object.values(INCLUDES[type] ?? {}).filter(
          (one) => interactions.get(type)?.has('search-type') === true && !capabilities.hasInclude(type, one),
        ),
      ),
    ).toSorted(),
  };
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

/** Returns the server's name and version, reduced to harmless characters. */
function softwareOf({ software }: CapabilityStatement): string | null {
  const name = compact<string>(readText(software?.name), readText(software?.version)).join(' ');
  const plain = name.replaceAll(/[^\w .,()/+-]/g, '').slice(0, 60);
  return plain === '' ? null : plain;
}

const PROXY_PAGE = cause`A proxy in between answers instead of the server.
  → Request the URL on this machine with curl -H "accept: application/fhir+json", and see who answers.`;
const UNUSED =
  'Ignore this if your clients do not use them; their fields return an error. Otherwise ask the site which Epic version adds them.';

function gapCauses({ types, interactions, needed }: Gaps): Cause[] {
  return compact<Cause>(
    types.length > 0 &&
      cause`The server does not support ${listNames(types)}, or does not list them for this client. → ${UNUSED}`,
    interactions.length > 0 && cause`The server does not support ${listNames(interactions)}. → ${UNUSED}`,
    needed.length > 0 &&
      cause`The server does not list parameters that patients' lists need: ${listNames(needed)}.
        → See whether the step Reads can search these lists. Some servers support more than they list.`,
  );
}
