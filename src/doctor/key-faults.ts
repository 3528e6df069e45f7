/** Recognizes what people paste instead of a private key. */
import type { KeyObject } from 'node:crypto';
import { type Cause, cause } from './finding.ts';

/** Explains why a text is not a private key, without quoting it. */
export function findKeyFault(source: string): Cause {
  const text = source.trim();
  return FAULTS.find(([matches]) => matches(text))?.[1] ?? UNKNOWN;
}

const UNKNOWN = cause`It is neither PEM nor a JWK, or it is damaged.
  → Copy it again, from -----BEGIN to -----END and nothing else, or make a new pair: npm run gateway -- keys create.`;

const QUOTES = '"\'`';

/** The first match wins. */
const FAULTS: readonly (readonly [matches: (text: string) => boolean, fault: Cause])[] = [
  [(text) => text === '', cause`It is empty. → Set the key, or make one: npm run gateway -- keys create.`],
  [
    (text) => QUOTES.includes(text.charAt(0)) && /BEGIN|\{/.test(text),
    cause`It has quotes around it, which are part of the value in files such as Docker's --env-file.
      → Remove the quotes.`,
  ],
  [
    (text) => /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text),
    cause`It is encrypted with a passphrase, which the gateway cannot prompt for.
      → Decrypt it (openssl pkey -in FILE -out epic-private-key.pem), and protect the file by its permissions instead.`,
  ],
  [
    (text) => text.includes('BEGIN OPENSSH PRIVATE KEY'),
    cause`It is in OpenSSH format.
      → Convert it (ssh-keygen -p -m PKCS8 -f FILE), or make a new pair only for Epic: npm run gateway -- keys create.`,
  ],
  [
    (text) => /BEGIN (TRUSTED )?CERTIFICATE|BEGIN CERTIFICATE REQUEST/.test(text),
    cause`It is a certificate, which contains only the public key. → Set the matching private key.`,
  ],
  [
    (text) => /BEGIN (RSA |EC )?PUBLIC KEY/.test(text),
    cause`It is a public key. → Set the matching private key. The public key belongs in the key set.`,
  ],
  [
    (text) => /BEGIN EC PARAMETERS/.test(text) && !text.includes('PRIVATE KEY'),
    cause`It contains the parameters of a curve, but no key. → Make a key: npm run gateway -- keys create --type ec.`,
  ],
  [
    (text) => text.startsWith('{') && /"keys"\s*:/.test(text),
    cause`It is a JWK Set instead of a single JWK. → Set the JWK that has a "d".`,
  ],
  [
    (text) => text.startsWith('{') && !/"d"\s*:/.test(text),
    cause`It is a public JWK: it has no "d". → Set the private JWK. The public key belongs in the key set.`,
  ],
  [
    (text) => /-----BEGIN [A-Z ]+-----/.test(text) && !text.includes('-----END'),
    cause`It is cut off: the -----END line is missing.
      → Copy all of it. In a variable, write its line breaks as \\n.`,
  ],
  [
    (text) => /-----BEGIN [A-Z ]+----- +\S/.test(text),
    cause`Its line breaks have become spaces. → Write them as \\n, or use EPIC_PRIVATE_KEY_FILE.`,
  ],
  [
    (text) => /^(LS0tLS1CRUdJTi|eyJ)[A-Za-z0-9+/=\s]+$/.test(text),
    cause`It is base64-encoded, as in a Kubernetes secret. → Decode it with base64 -d.`,
  ],
  [
    (text) => /^\S{1,200}\.(pem|key|jwk|json|p8|der|txt)$/i.test(text) || /^[./~]\S{1,200}$/.test(text),
    cause`It looks like the path of a file. → Set EPIC_PRIVATE_KEY_FILE to it instead.`,
  ],
  [
    (text) => /^[\x21-\x7e]{16,200}$/.test(text) && !/^[{-]/.test(text),
    cause`It looks like a client secret.
      → If the server issued a client secret, set EPIC_CLIENT_SECRET to it, and EPIC_AUTH=client_secret_basic.`,
  ],
  [
    (text) => text.startsWith('0') && text.includes('\ufffd'),
    cause`It is binary (DER). → Convert it: openssl pkey -inform der -in FILE -out epic-private-key.pem.`,
  ],
  [
    (text) => /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text),
    cause`It has the header of a private key, but its content is damaged.
      → Copy it again, or make a new pair: npm run gateway -- keys create.`,
  ],
];

/** OpenSSL's names of curves, and the names in RFC 7518. */
const CURVES: Readonly<Record<string, string>> = {
  prime256v1: 'P-256',
  secp384r1: 'P-384',
  secp521r1: 'P-521',
};

/** Returns the type and size, such as `RSA, 3072 bits`. */
export function describeKey(key: KeyObject): string {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  if (modulusLength !== undefined) return `${key.asymmetricKeyType?.toUpperCase()}, ${modulusLength} bits`;
  if (namedCurve !== undefined) return `EC, ${CURVES[namedCurve] ?? namedCurve}`;
  return String(key.asymmetricKeyType);
}
