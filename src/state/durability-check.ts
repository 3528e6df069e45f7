/** Checks in the output of INFO whether a Valkey or Redis server stores data durably. */

/** Explains why a server cannot be used, without its address or credentials. */
export class NotDurableError extends Error {
  override readonly name = 'NotDurableError';
}

/** Parses the reply to INFO into values by name. */
export function parseServerInfo(info: string): ReadonlyMap<string, string> {
  return new Map(
    info.split('\r\n').flatMap((line) => {
      const [name = '', value = ''] = line.split(/:(.*)/s);
      return value === '' ? [] : [[name, value] as const];
    }),
  );
}

/**
 * Checks that the server persists its data and evicts no keys. If it lost the record of a FHIR write, the write could be sent twice.
 * @throws NotDurableError
 */
export function assertDurable(info: string, { inCluster }: { readonly inCluster: boolean }): void {
  const facts = parseServerInfo(info);
  const isCluster = facts.get('cluster_enabled') === '1';
  const evicts = facts.get('maxmemory') !== '0' && facts.get('maxmemory_policy') !== 'noeviction';
  const reasons: readonly (readonly [isSo: boolean, reason: string])[] = [
    [isCluster && !inCluster, 'it is a cluster: use a `redis+cluster://` or `rediss+cluster://` URL'],
    [!isCluster && inCluster, 'it is not a cluster: use a `redis://` or `rediss://` URL'],
    [facts.get('role') !== 'master', 'it is a replica: use the URL of its primary'],
    [facts.get('aof_enabled') !== '1', 'it has no append-only file: set `appendonly yes`'],
    [evicts, 'it evicts keys: set `maxmemory-policy noeviction`'],
  ];
  const unfit = reasons.find(([isSo]) => isSo);
  if (unfit !== undefined) throw new NotDurableError(unfit[1]);
}

/** Returns whether the reply to WAITAOF confirms the append-only file of the server, and of enough replicas. */
export function isOnDisk(reply: unknown, replicas: number): boolean {
  return Array.isArray(reply) && reply[0] === 1 && Number(reply[1]) >= replicas;
}
