/** Captures the GatewayError of a call, so that a test can compare its code and message. */
import { GatewayError } from '../../src/errors.ts';

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** Returns the GatewayError that the call throws; null if it does not throw. Rethrows any other error. */
export function refusalOf(call: () => unknown): Refusal | null {
  try {
    call();
    return null;
  } catch (error) {
    return read(error);
  }
}

/** Returns the GatewayError that the promise rejects with; null if it resolves. Rethrows any other error. */
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
