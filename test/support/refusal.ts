/** What a call was refused with, so that a test can look at its code and message. */
import { GatewayError } from '../../src/errors.ts';

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** The coded error that the call throws; null where it throws none. Any other error is thrown on. */
export function refusalOf(call: () => unknown): Refusal | null {
  try {
    call();
    return null;
  } catch (error) {
    return read(error);
  }
}

/** The same for a call that is under way. */
export async function rejectionOf(call: Promise<unknown>): Promise<Refusal | null> {
  try {
    await call;
    return null;
  } catch (error) {
    return read(error);
  }
}

function read(error: unknown): Refusal {
  if (error instanceof GatewayError) return { code: error.code, message: error.message };
  throw error;
}
