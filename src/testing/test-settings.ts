/** The configuration of a test gateway, which depends on nothing but the options of the test. */
import { type Config, ConfigError, loadConfig } from '../config/config.ts';

/** The settings of a gateway by the names of its variables, such as `{ WRITES_ENABLED: 'true' }` (docs/configuration.md). */
export type TestSettings = Readonly<Record<string, string>>;

const DEFAULTS: TestSettings = {
  // The logs of a gateway would drown the output of the tests.
  LOG_LEVEL: 'silent',
  // The FHIR requests of a test must not depend on the tests before it.
  SHARED_CACHE_SECONDS: '0',
  PANEL_CACHE_SECONDS: '0',
  SHUTDOWN_TIMEOUT_MS: '0',
  // Ages and appointments must not depend on the time zone of the developer's computer.
  SITE_TIME_ZONE: 'UTC',
};

/** Names that would make it another gateway: with patient data, on another address, or with production's rules. */
const REFUSED =
  /^(?:HOST|PORT|NODE_ENV|SITES_FILE|EPIC_(?:BASE_URL|CLIENT_ID|CLIENT_SECRET|KEY_ID|PRIVATE_KEY|AUTH|JWKS)\w*)$/;

/**
 * Reads no environment and no .env file, so a developer's own settings cannot reach a test.
 * @throws ConfigError with every problem, unknown names included
 */
export function toTestConfig(settings: TestSettings): Config {
  const refused = Object.keys(settings).filter((name) => REFUSED.test(name));
  if (refused.length > 0)
    throw new ConfigError(
      refused.map(
        (name) =>
          `${name}: a test gateway always serves its own sandbox, on a free port of this machine. Remove the setting.`,
      ),
    );
  const config = loadConfig({ ...DEFAULTS, ...settings }, Object.keys(settings));
  // A log line would go unseen, so a misspelled name must fail the test.
  if (config.warnings.length > 0) throw new ConfigError(config.warnings);
  return config;
}
