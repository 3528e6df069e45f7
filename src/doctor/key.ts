/** Whether the key is one that the FHIR server takes: its form, its size, its algorithm, and who else can read it. */
import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createKeys, type Keys, publicJwk } from '../auth/keys.ts';
import type { KeyAuthentication } from '../config/authentication.ts';
import { keyMismatch, parseKey } from '../config/keys.ts';
import { SIGNING_ALGORITHMS } from '../config/variables.ts';
import { exposureOf } from './exposure.ts';
import { describeKey, faultOfKey } from './key-material.ts';
import { type Cause, type Checked, failed, finding, type Finding } from './step.ts';
import { systemCode } from './system-code.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the key comes from, and what is there. */
type Source =
  | { readonly kind: 'text'; readonly name: string; readonly text: string }
  | { readonly kind: 'fault'; readonly name: string; readonly fault: Cause };

/** A configured key. */
export interface ConfiguredKey {
  readonly authentication: KeyAuthentication;
  readonly isSandbox: boolean;
}

/** @param configured null where the configuration is faulty: the key then comes from the environment */
export async function checkKey(env: Environment, configured: ConfiguredKey | null): Promise<Checked<Keys>> {
  return configured === null ? { finding: await diagnosed(env), value: null } : keysOf(env, configured);
}

async function keysOf(
  env: Environment,
  { authentication, isSandbox }: ConfiguredKey,
): Promise<Checked<Keys>> {
  const keys = await createKeys(authentication);
  const { privateKey, signingAlgorithm, keyId, secondPublicKey } = authentication;
  const source = isSandbox ? 'the key made for this run' : nameOf(env);
  const thumbprint = (await publicJwk(createPublicKey(privateKey), null)).kid;
  const kidFrom = keyId === null || keyId === thumbprint ? 'its thumbprint' : 'as configured';
  const others = keys.published.keys.slice(1).map(({ kid }) => String(kid));
  return {
    finding: finding({
      tried: `read ${source}`,
      found: [
        `${describeKey(privateKey)}, signs ${signingAlgorithm}, kid ${keys.signing.keyId} (${kidFrom})`,
        ...others.map(
          (kid) => `A second public key is published beside it: kid ${kid} (EPIC_SECOND_PUBLIC_KEY).`,
        ),
      ],
      causes: [
        ...(isSandbox ? [] : exposureOf(env['EPIC_PRIVATE_KEY_FILE']?.trim() ?? '', 'key')),
        ...(await confusions(keys, secondPublicKey?.key ?? null)),
      ],
      facts: {
        type: describeKey(privateKey),
        algorithm: signingAlgorithm,
        kid: keys.signing.keyId,
        thumbprint,
        otherKids: others,
      },
    }),
    value: keys,
  };
}

async function diagnosed(env: Environment): Promise<Finding> {
  const source = sourceOf(env);
  const tried = `look at ${source.name}`;
  if (source.kind === 'fault') {
    return failed({ tried, found: ['There is no key to sign with.'], causes: [source.fault], certain: true });
  }
  const fault = faultOfKey(source.text);
  if (fault !== null) {
    return failed({
      tried,
      found: ['It is no private key that the gateway can use.'],
      causes: [fault],
      certain: true,
    });
  }
  const read = parseKey(source.text, createPrivateKey);
  const key = read?.key ?? null;
  if (key === null) return failed({ tried, found: ['It is no private key that the gateway can use.'] });
  const kind = describeKey(key);
  const wanted = env['EPIC_SIGNING_ALG']?.trim() ?? '';
  const algorithm = SIGNING_ALGORITHMS.find((name) => name === (wanted === '' ? 'RS384' : wanted));
  const mismatch = algorithm === undefined ? null : keyMismatch(key, algorithm);
  if (mismatch === null) {
    const { kid } = await publicJwk(createPublicKey(key), env['EPIC_KEY_ID'] ?? read?.keyId ?? null);
    return finding({ tried, found: [`${kind}, kid ${kid}`], facts: { type: kind, kid } });
  }
  return failed({
    tried,
    found: [`It is a private key (${kind}), and cannot sign ${algorithm}: that needs ${mismatch}.`],
    causes: [mismatchCause(key)],
    facts: { type: kind },
  });
}

function mismatchCause(key: KeyObject): Cause {
  const fitting = fittingAlgorithms(key);
  return fitting.length > 0
    ? {
        cause: 'EPIC_SIGNING_ALG does not go with the key.',
        remedy: `Set EPIC_SIGNING_ALG=${fitting.at(fitting.includes('RS384') ? 1 : 0)}, or use another key.`,
      }
    : {
        cause: 'Keys of this kind or size are not accepted by Epic.',
        remedy: 'Make one that is: npm run keys -- create (RSA, 3072 bits), or with --type ec (EC, P-384).',
      };
}

/** The algorithms that the key can sign. */
export function fittingAlgorithms(key: KeyObject): readonly string[] {
  return SIGNING_ALGORITHMS.filter((name) => keyMismatch(key, name) === null);
}

function nameOf(env: Environment): string {
  const file = env['EPIC_PRIVATE_KEY_FILE']?.trim() ?? '';
  return file === '' ? 'EPIC_PRIVATE_KEY' : `${file} (EPIC_PRIVATE_KEY_FILE)`;
}

function sourceOf(env: Environment): Source {
  const inline = env['EPIC_PRIVATE_KEY']?.trim() ?? '';
  const file = env['EPIC_PRIVATE_KEY_FILE']?.trim() ?? '';
  const name = nameOf(env);
  if (inline !== '' && file !== '') {
    return {
      kind: 'fault',
      name: 'EPIC_PRIVATE_KEY and EPIC_PRIVATE_KEY_FILE',
      fault: { cause: 'Both are set.', remedy: 'Leave one of them out.' },
    };
  }
  if (file !== '') return fileSource(file, name);
  if (inline !== '') return { kind: 'text', name, text: inline };
  return {
    kind: 'fault',
    name: 'EPIC_PRIVATE_KEY and EPIC_PRIVATE_KEY_FILE',
    fault: {
      cause: 'Neither is set.',
      remedy: 'Make a pair (npm run keys -- create), and set EPIC_PRIVATE_KEY_FILE to the private one.',
    },
  };
}

const FILE_FAULTS: Readonly<Record<string, Cause>> = {
  ENOENT: {
    cause: 'There is no such file here: a relative path counts from the folder where the gateway is started.',
    remedy: 'Give the path in full; in a container, see to it that the file is mounted there.',
  },
  EACCES: {
    cause: 'The user who runs this may not read the file.',
    remedy: 'Let the file belong to that user, with mode 0600; in a container, mind its user id.',
  },
  EISDIR: { cause: 'It is a folder.', remedy: 'Give the path of the file in it.' },
};

function fileSource(path: string, name: string): Source {
  try {
    return { kind: 'text', name, text: readFileSync(path, 'utf8') };
  } catch (error) {
    const fault = FILE_FAULTS[systemCode(error)] ?? {
      cause: `The file cannot be read (${systemCode(error)}).`,
      remedy: 'Look at the file, and at the disk that it is on.',
    };
    return { kind: 'fault', name, fault };
  }
}

async function confusions(keys: Keys, second: KeyObject | null): Promise<Cause[]> {
  if (second === null) return [];
  const [one, other] = await Promise.all(
    [createPublicKey(keys.signing.privateKey), second].map(async (key) => (await publicJwk(key, null)).kid),
  );
  const kids = keys.published.keys.map(({ kid }) => kid);
  if (one === other) {
    return [
      {
        cause: 'EPIC_SECOND_PUBLIC_KEY is the public half of the very key that signs.',
        remedy:
          'Give the key that comes next, or the one before; npm run keys -- rotate says which and when.',
      },
    ];
  }
  return kids[0] === kids[1]
    ? [
        {
          cause: 'Both published keys have one kid, so that nobody can tell them apart.',
          remedy:
            'Leave EPIC_KEY_ID out, and the "kid" of EPIC_SECOND_PUBLIC_KEY right: each has its thumbprint then.',
        },
      ]
    : [];
}
