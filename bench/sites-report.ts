/** The tables and goals of what sites cost. */
import type { Verdict } from './report.ts';
import type { SitesCosts, SitesState, State } from './sites.ts';
import { type Column, formatTable, MEGABYTE } from './table.ts';

const MEMORY_COLUMNS: readonly Column<SitesState & { readonly sites: number; readonly state: State }>[] = [
  ['sites', ({ sites, state }) => `${sites} ${state}`],
  ['heap MB', ({ heapBytes }) => (heapBytes / MEGABYTE).toFixed(1)],
  ['process MB', ({ residentBytes }) => (residentBytes / MEGABYTE).toFixed(0)],
  ['timers', ({ timers }) => String(timers)],
  ['sockets', ({ sockets }) => String(sockets)],
  ['FHIR connections', ({ connections }) => String(connections)],
  ['FHIR requests', ({ requests }) => String(requests)],
];

const CPU_COLUMNS: readonly Column<SitesCosts>[] = [
  ['sites', ({ sites }) => String(sites)],
  ['start, CPU ms', ({ startMs }) => startMs.toFixed(0)],
  ['first operation, CPU ms', ({ openingMs }) => formatKnown(openingMs, 1)],
  ['later operation, CPU ms', ({ operationMs }) => operationMs.toFixed(2)],
  ['reload, ms', ({ reload }) => reload.ms.toFixed(0)],
  ['reload, CPU ms', ({ reload }) => reload.cpuMs.toFixed(0)],
  ['active site, kB', ({ activeBytesEach }) => formatKnown(activeBytesEach / 1024, 0)],
];

/** NaN means that a single site has no such figure. */
function formatKnown(value: number, digits: number): string {
  return Number.isNaN(value) ? '–' : value.toFixed(digits);
}

export function formatSites(rows: readonly SitesCosts[]): string {
  const states = rows.flatMap(({ sites, states: { configured, active, closed } }) => [
    { sites, state: 'configured' as const, ...configured },
    { sites, state: 'active' as const, ...active },
    { sites, state: 'closed' as const, ...closed },
  ]);
  return [
    'Sites of a sites file, after full garbage collections',
    '',
    ...formatTable(MEMORY_COLUMNS, states),
    '',
    ...formatTable(CPU_COLUMNS, rows),
    '',
  ].join('\n');
}

const MAX_CONFIGURED_BYTES = 20 * MEGABYTE;
const MAX_ACTIVE_BYTES = MEGABYTE;
/** A closed site leaves the series of its metrics. */
const MAX_CLOSED_BYTES = 64 * 1024;
/** A cost per operation that depends on the number of sites exceeds this ratio. */
const MAX_COST_RATIO = 1.25;

export function judgeSites(rows: readonly SitesCosts[]): Verdict[] {
  const [fewest, most] = [rows[0], rows.at(-1)];
  if (fewest === undefined || most === undefined) return [];
  const { sites } = most;
  const { configured, active, closed } = most.states;
  const bytes = configured.heapBytes - fewest.states.configured.heapBytes;
  const leftBytes = (keptBytes(most) - keptBytes(fewest)) / (sites - fewest.sites);
  const ratio = most.operationMs / fewest.operationMs;
  return [
    {
      goal: `${sites} configured sites take less than ${formatBytes(MAX_CONFIGURED_BYTES)} more than ${fewest.sites}`,
      figure: formatBytes(bytes),
      isMet: bytes < MAX_CONFIGURED_BYTES,
    },
    {
      goal: 'configured sites send no FHIR request and open no connection',
      figure: `${configured.requests} and ${configured.connections}`,
      isMet: configured.requests === 0 && configured.connections === 0,
    },
    {
      goal: `an active site takes less than ${formatBytes(MAX_ACTIVE_BYTES)}`,
      figure: formatBytes(most.activeBytesEach),
      isMet: most.activeBytesEach < MAX_ACTIVE_BYTES,
    },
    {
      goal: `a site that has closed has no connection, and leaves less than ${formatBytes(MAX_CLOSED_BYTES)}`,
      figure: `${closed.connections} of ${active.connections}, ${formatBytes(leftBytes)}`,
      isMet: closed.connections === 0 && leftBytes < MAX_CLOSED_BYTES,
    },
    {
      goal: `an operation at ${sites} active sites takes at most ${MAX_COST_RATIO} × the CPU of one at ${fewest.sites}`,
      figure: ratio.toFixed(2),
      isMet: ratio <= MAX_COST_RATIO,
    },
  ];
}

function formatBytes(bytes: number): string {
  return Math.abs(bytes) < MEGABYTE
    ? `${(bytes / 1024).toFixed(0)} kB`
    : `${(bytes / MEGABYTE).toFixed(1)} MB`;
}

/** Returns the growth of the heap from the start until all sites have closed. It is negative for one site: the operations release what the start left. */
function keptBytes({ states: { configured, closed } }: SitesCosts): number {
  return closed.heapBytes - configured.heapBytes;
}
