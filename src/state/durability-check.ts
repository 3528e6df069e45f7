/** Checks by its INFO whether a Valkey or Redis server keeps what it is given. */

/** Says why a server cannot be used, without its address or credentials. */
export class NotDurableError extends Error {
  override readonly name = 'NotDurableError';
}

/** Parses the answer to INFO into values by name. */
export function parseServerInfo(info: string): ReadonlyMap<string, string> {
  return new Map(
    info.split('\r\n').flatMap((line) => {
      const [name = '', value = ''] = line.split(/:(.*)/s);
      return value === '' ? [] : [[name, value] as const];
    }),
  );
}

/**
 * A write that the server forgets would be sent twice. So the server has to keep its data on a disk, and must not evict keys.
 * @throws NotDurableError
 */
export function assertDurable(info: string, { inCluster }: { readonly inCluster: boolean }): void {
  const facts = parseServerInfo(info);
  const isCluster = facts.get('cluster_enabled') === '1';
  const evicts = facts.get('maxmemory') !== '0' && facts.get('maxmemory_policy') !== 'noeviction';
  const reasons: readonly (readonly [isSo: boolean, reason: string])[] = [
    [isCluster && !inCluster, 'it is a cluster: name its nodes by `redis+cluster://` or `rediss+cluster://`'],
    [!isCluster && inCluster, 'it is no cluster: name it by `redis://` or `rediss://`'],
    [facts.get('role') !== 'master', 'it is a replica: the primary is expected'],
    [facts.get('aof_enabled') !== '1', 'it keeps no log: set `appendonly yes`'],
    [evicts, 'it throws out keys: set `maxmemory-policy noeviction`'],
  ];
  const unfit = reasons.find(([isSo]) => isSo);
  if (unfit !== undefined) throw new NotDurableError(unfit[1]);
}

/** Reads the answer to WAITAOF: how many logs, the server's own and those of its replicas, are on disk. */
export function isOnDisk(reply: unknown, replicas: number): boolean {
  return Array.isArray(reply) && reply[0] === 1 && Number(reply[1]) >= replicas;
}
