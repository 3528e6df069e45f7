/** The way to the FHIR server, a step at a time: each goes on with what those before it have found. */
import { createHttp } from '../http/got-client.ts';
import { checkClock } from './clock.ts';
import { checkConfiguration, type ConfigurationCheck, type Subject } from './configuration.ts';
import { checkConnection } from './connection.ts';
import { checkNames } from './dns.ts';
import { UNKNOWN_KEY_SET } from './key-set.ts';
import { checkMetadata, type Described } from './metadata.ts';
import { checkMrn } from './mrn.ts';
import { checkPaging } from './paging.ts';
import { checkPanel } from './panel.ts';
import { createReader } from './reader.ts';
import { checkReads } from './reads.ts';
import { checkCredential, checkPublishedKeys, checkSignIn } from './sign-in.ts';
import { checkSmartConfiguration } from './smart-configuration.ts';
import type { StepReport } from './step.ts';
import type { TokenGranted } from './token.ts';
import { createWalk, type Walk, type WalkOptions } from './walk.ts';
import { checkWrites } from './writes.ts';

export interface ExaminationOptions extends ConfigurationCheck, WalkOptions {
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** All steps in their order, those included that could not be taken. Nothing is written anywhere. */
export async function examine(options: ExaminationOptions): Promise<readonly StepReport[]> {
  const { env, now = Date.now } = options;
  const walk = createWalk(options);
  const subject = await walk.take('configuration', {}, () => checkConfiguration(options));
  const credential = await walk.take('key', {}, () => checkCredential(env, subject));
  const http = createHttp({ timeoutMs: subject?.limits.timeoutMs ?? options.timeoutMs });
  try {
    const needs = { configuration: subject };
    const dns = await walk.take('dns', needs, ({ configuration }) => checkNames(configuration));
    const connection = await walk.take('connection', { ...needs, dns }, ({ configuration }) =>
      checkConnection(configuration, { env, now }),
    );
    const reached = { ...needs, connection };
    await walk.take('clock', reached, ({ configuration }, signal) =>
      checkClock(configuration, { http, now, signal }),
    );
    const smart = await walk.take('smart-configuration', reached, ({ configuration }, signal) =>
      checkSmartConfiguration(configuration, { http, signal }),
    );
    const described = await walk.take('metadata', reached, ({ configuration }, signal) =>
      checkMetadata(configuration, { http, signal }),
    );
    const keySet = await walk.take(
      'key-set',
      { ...needs, key: credential },
      ({ configuration, key }, signal) => checkPublishedKeys(configuration, key, { http, signal }),
    );
    const token = await walk.take(
      'token',
      { ...reached, key: credential },
      ({ configuration, key }, signal) =>
        checkSignIn(configuration, key, {
          env,
          http,
          now,
          signal,
          keySet: keySet ?? UNKNOWN_KEY_SET,
          named: [smart?.tokenEndpoint ?? null, described?.tokenEndpoint ?? null],
          algorithms: smart?.algorithms ?? [],
          methods: smart?.methods ?? [],
        }),
    );
    await readAndWrite(walk, { subject, token, described, now });
    return walk.reports;
  } finally {
    walk.end();
    http.close();
  }
}

interface Reached {
  readonly subject: Subject | null;
  readonly token: TokenGranted | null;
  readonly described: Described | null;
  readonly now: () => number;
}

async function readAndWrite(walk: Walk, { subject, token, described, now }: Reached): Promise<void> {
  const reader =
    subject === null || token === null
      ? null
      : await createReader(subject, token, { now, signal: walk.signal });
  const granted = { configuration: subject, token: reader };
  const panel = await walk.take('panel', granted, (needs) =>
    checkPanel(needs.configuration, needs.token, now()),
  );
  await walk.take('mrn', { ...granted, panel }, (needs) =>
    checkMrn(needs.configuration, needs.token, needs.panel, now()),
  );
  const records = await walk.take('reads', { token: reader, panel }, (needs) =>
    checkReads(needs.token, needs.panel),
  );
  await walk.take('paging', { token: reader, reads: records }, (needs) =>
    checkPaging(needs.token, needs.reads),
  );
  reader?.close();
  await walk.take('writes', { configuration: subject, metadata: described }, (needs) =>
    checkWrites(needs.configuration, needs.metadata, token?.scope ?? ''),
  );
}
