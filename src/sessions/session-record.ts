/** The forms in which sessions and sign-ins are stored. */
import { z } from 'zod';
import { SMART_AUDIENCES } from '../config/sign-in-urls.ts';

const text = z.string();
const epochMs = z.number();

/** The sealed value of a session. A value of another form, such as one of a later version, is no session. */
export const sessionRecord = z.object({
  audience: z.enum(SMART_AUDIENCES),
  clientId: text,
  /** When the session ends at the latest, however much it is used. */
  endsAt: epochMs,
  grant: z.object({
    person: z.object({ issuer: text, subject: text, fhirUser: text.nullable() }),
    tokens: z.object({
      accessToken: text,
      refreshToken: text.nullable(),
      renewAt: epochMs,
      expiresAt: epochMs,
    }),
    scopes: z.array(text).readonly(),
    patient: text.nullable(),
    encounter: text.nullable(),
    needPatientBanner: z.boolean().nullable(),
    styleUrl: text.nullable(),
  }),
});
export type SessionRecord = Readonly<z.output<typeof sessionRecord>>;

/** The sealed value of a sign-in that has begun. */
export const signInRecord = z.object({
  audience: sessionRecord.shape.audience,
  nonce: text,
  codeVerifier: text,
  returnUrl: text,
});
