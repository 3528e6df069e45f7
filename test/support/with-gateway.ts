/**
 * Gives each test its own gateway, in front of the worker's sandbox. A gateway learns from the responses that it gets: costs, refused searches,
 * open circuits, panels. Starting one takes 3 ms, so no test sees what an earlier one taught it.
 */
import type { Sandbox } from 'epic-fhir-sandbox';
import { beforeEach } from 'vitest';
import { type Gateway, type GatewayOptions, startGateway } from './gateway.ts';
import { borrowSandbox } from './sandbox.ts';

interface UsedGateway {
  /** Reset before and after each test. */
  readonly sandbox: Sandbox;
  readonly gateway: Gateway;
}

/** Starts a gateway before each test, and closes it after. Call it while the tests are collected. The result has its values once they run. */
export function withGateway(options: GatewayOptions = {}): UsedGateway {
  let used: UsedGateway | undefined;
  const running = (): UsedGateway => {
    if (used === undefined) throw new Error('The gateway starts before each test.');
    return used;
  };
  beforeEach(async () => {
    const sandbox = await borrowSandbox();
    used = { sandbox, gateway: await startGateway(sandbox, options) };
    return async () => {
      await running().gateway.close();
      await running().sandbox.close();
      used = undefined;
    };
  });
  return {
    get sandbox() {
      return running().sandbox;
    },
    get gateway() {
      return running().gateway;
    },
  };
}
