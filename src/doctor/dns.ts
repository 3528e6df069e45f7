/** Whether the names of the hosts are known here. */
import { isIP } from 'node:net';
import { tokenUrlOf } from '../config/authentication.ts';
import type { Subject } from './configuration.ts';
import { addressesOf, withoutBrackets } from './addresses.ts';
import { type Cause, type Checked, failed, finding } from './step.ts';

export async function checkNames({ connection }: Subject): Promise<Checked<true>> {
  const { baseUrl, authentication } = connection;
  const tokenUrl = tokenUrlOf(authentication);
  const urls = [baseUrl, ...(tokenUrl === null ? [] : [tokenUrl])];
  const hosts = [...new Set(urls.map((url) => new URL(url).hostname))];
  const looked = await Promise.all(hosts.map(async (host) => ({ host, found: await addressesOf(host) })));
  const tried = `look up ${hosts.join(' and ')}`;
  const faults = looked.flatMap(({ host, found }) =>
    found.kind === 'fault' ? [{ host, code: found.code }] : [],
  );
  const facts = {
    hosts: looked.map(({ host, found }) => ({
      host,
      addresses: found.kind === 'found' ? found.addresses : [],
      code: found.kind === 'fault' ? found.code : null,
    })),
  };
  const [first] = faults;
  if (first !== undefined) {
    const gist = faults.map(({ host, code }) => `${host} was not found (${code})`).join('; ');
    return {
      finding: failed({ tried, found: [`${gist}.`], causes: causesOf(first.code), facts }),
      value: null,
    };
  }
  const all = looked.map(({ host, found }) => inWords(host, found.kind === 'found' ? found.addresses : []));
  return { finding: finding({ tried, found: [all.join('; ')], facts }), value: true };
}

function inWords(host: string, addresses: readonly string[]): string {
  return isIP(withoutBrackets(host)) === 0
    ? `${host} is ${addresses.join(', ')}`
    : `${host} is an address, which needs no looking up`;
}

function causesOf(code: string): Cause[] {
  const typed: Cause = {
    cause: 'The host name is mistyped.',
    remedy:
      'Compare EPIC_BASE_URL (and EPIC_TOKEN_URL) with what the site gave you, or with open.epic.com/MyApps/Endpoints.',
  };
  const inside: Cause = {
    cause:
      "The name is known inside the hospital's network only, and this machine is not in it, or has another resolver.",
    remedy:
      'Run this where the gateway will run; connect the VPN; give the container the resolver of the network.',
  };
  const noResolver: Cause = {
    cause: 'No resolver answers: this machine, or this container, has no way to DNS.',
    remedy:
      'Try getent hosts with another name here; look at /etc/resolv.conf, and at the egress rules for port 53.',
  };
  return code === 'EAI_AGAIN' ? [noResolver, inside, typed] : [typed, inside, noResolver];
}
