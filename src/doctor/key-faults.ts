/** What people paste in place of a private key, and what to do with it. */
import type { KeyObject } from 'node:crypto';
import { type Cause, cause } from './finding.ts';

/** Says what is wrong with a text that is no private key, without a word of the text. */
export function findKeyFault(source: string): Cause {
  const text = source.trim();
  return FAULTS.find(([matches]) => matches(text))?.[1] ?? UNKNOWN;
}

const UNKNOWN = cause`It is neither PEM nor a JWK, or it is damaged.
  → Copy it again, from -----BEGIN to -----END and with nothing around it, or make a new pair: npm run keys -- create.`;

const QUOTES = '"\'`';

/** The first that matches is reported. */
const FAULTS: readonly (readonly [matches: (text: string) => boolean, fault: Cause])[] = [
  [(text) => text === '', cause`It is empty. → Put the key there, or make one: npm run keys -- create.`],
  [
    (text) => QUOTES.includes(text.charAt(0)) && /BEGIN|\{/.test(text),
    cause`It has quotes around it that count as part of it, as Docker takes them from --env-file.
      → Leave the quotes out.`,
  ],
  [
    (text) => /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text),
    cause`It is encrypted with a passphrase, which the gateway cannot ask for.
      → Decrypt it (openssl pkey -in <the file> -out epic-private-key.pem) and protect the file by its permissions instead.`,
  ],
  [
    (text) => text.includes('BEGIN OPENSSH PRIVATE KEY'),
    cause`It is in the form of OpenSSH.
      → Convert it (ssh-keygen -p -m PKCS8 -f <the file>), or make a pair for Epic alone: npm run keys -- create.`,
  ],
  [
    (text) => /BEGIN (TRUSTED )?CERTIFICATE|BEGIN CERTIFICATE REQUEST/.test(text),
    cause`It is a certificate, which holds the public key. → Give the private key that belongs to it.`,
  ],
  [
    (text) => /BEGIN (RSA |EC )?PUBLIC KEY/.test(text),
    cause`It is a public key. → Give the private key that belongs to it; the public one is for the key set.`,
  ],
  [
    (text) => /BEGIN EC PARAMETERS/.test(text) && !text.includes('PRIVATE KEY'),
    cause`It is the parameters of a curve, without a key. → Make a key: npm run keys -- create --type ec.`,
  ],
  [
    (text) => text.startsWith('{') && /"keys"\s*:/.test(text),
    cause`It is a JWK Set, and not one JWK. → Give the one JWK that has a "d".`,
  ],
  [
    (text) => text.startsWith('{') && !/"d"\s*:/.test(text),
    cause`It is a public JWK: it has no "d". → Give the private JWK; the public one is for the key set.`,
  ],
  [
    (text) => /-----BEGIN [A-Z ]+-----/.test(text) && !text.includes('-----END'),
    cause`It breaks off: there is no -----END line.
      → Copy the whole of it. Where it comes from a variable, write its line breaks as \\n.`,
  ],
  [
    (text) => /-----BEGIN [A-Z ]+----- +\S/.test(text),
    cause`Its line breaks have become spaces. → Write them as \\n, or use EPIC_PRIVATE_KEY_FILE.`,
  ],
  [
    (text) => /^(LS0tLS1CRUdJTi|eyJ)[A-Za-z0-9+/=\s]+$/.test(text),
    cause`It is in base64 once more, as in a secret of Kubernetes. → Decode it (base64 -d) before it is set.`,
  ],
  [
    (text) => /^\S{1,200}\.(pem|key|jwk|json|p8|der|txt)$/i.test(text) || /^[./~]\S{1,200}$/.test(text),
    cause`It looks like the path of a file. → Set EPIC_PRIVATE_KEY_FILE to it instead.`,
  ],
  [
    (text) => /^[\x21-\x7e]{16,200}$/.test(text) && !/^[{-]/.test(text),
    cause`It is one word, as a client secret is, and no key.
      → Where the server gave a client secret, set EPIC_CLIENT_SECRET to it, and EPIC_AUTH=client_secret_basic.`,
  ],
  [
    (text) => text.startsWith('0') && text.includes('\ufffd'),
    cause`It is binary, which is DER.
      → Convert it: openssl pkey -inform der -in <the file> -out epic-private-key.pem.`,
  ],
  [
    (text) => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text),
    cause`It has the frame of a private key, and something else in it.
      → Copy it again, or make a new pair: npm run keys -- create.`,
  ],
];

/** OpenSSL's names of curves, and those of RFC 7518. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** Returns its kind and size, such as `RSA, 3072 bits`. */
export function describeKey(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return `${key.asymmetricKeyType?.toUpperCase()}, ${modulusLength} bits`;
  if (namedCurve !== undefined) return `EC, ${CURVES[namedCurve] ?? namedCurve}`;
  return String(key.asymmetricKeyType);
}
