/** The settings of the gateway that its tokens must match. */
import { dirname } from 'node:path';
import { keySetFileOf, LOCAL_ISSUER_FOLDER, PROVIDER_SETTINGS } from '../config/local-issuer.ts';
import { describeUnexpectedValue } from '../config/problems.ts';
import type { TokenVerification } from '../config/server-settings.ts';
import { isProductionEnvironment } from '../config/values.ts';
import { environmentSchema } from '../config/variables.ts';
import { LocalIssuerError } from './local-issuer.ts';

export interface IssuingSettings {
  /** The folder of the keys. */
  readonly folder: string;
  /** The audience of the gateway; null for the one of the local issuer. */
  readonly audience: string | null;
  readonly claims: TokenVerification['claims'];
  /** The port on which the gateway listens. */
  readonly port: number;
  /** The settings of an identity provider, which a gateway does not accept together with the local issuer. */
  readonly replaced: readonly string[];
}

const usedVariables = environmentSchema.pick({
  AUTH_LOCAL_ISSUER: true,
  AUTH_AUDIENCE: true,
  AUTH_SCOPE_CLAIM: true,
  AUTH_PATIENT_CLAIM: true,
  AUTH_CLIENT_CLAIM: true,
  AUTH_SITE_CLAIM: true,
  PORT: true,
});

/** @throws LocalIssuerError in production, or if a value is invalid */
export function readIssuingSettings(env: Readonly<Record<string, string | undefined>>): IssuingSettings {
  const set = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value?.trim() ? [[name, value.trim()]] : [])),
  );
  if (isProductionEnvironment(set['NODE_ENV']))
    throw new LocalIssuerError(
      'The local issuer issues tokens only for development, and NODE_ENV is production. Use a token of your identity provider, or set NODE_ENV=development.',
    );
  const parsed = usedVariables.safeParse(set);
  if (!parsed.success) {
    const [name = ''] = parsed.error.issues.map((issue) => String(issue.path[0]));
    throw new LocalIssuerError(`${describeUnexpectedValue(name, set[name] ?? '')}.`);
  }
  const values = parsed.data;
  return {
    folder: dirname(keySetFileOf(values.AUTH_LOCAL_ISSUER ?? LOCAL_ISSUER_FOLDER)),
    audience: values.AUTH_AUDIENCE?.[0] ?? null,
    claims: {
      scope: values.AUTH_SCOPE_CLAIM,
      patient: values.AUTH_PATIENT_CLAIM,
      client: values.AUTH_CLIENT_CLAIM,
      sites: values.AUTH_SITE_CLAIM,
    },
    port: values.PORT,
    replaced: PROVIDER_SETTINGS.filter((name) => set[name] !== undefined),
  };
}
