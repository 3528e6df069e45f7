/** The chart of an operation's FHIR requests: a table whose rows are grouped by wave, with bars on a time axis. */
import { Fragment } from 'react';
import type { Upstream } from './responses.ts';

interface Wave {
  readonly number: number;
  readonly requests: readonly Upstream[];
  readonly waitedFor: readonly string[];
  /** In milliseconds from the start of the operation, as all times here. */
  readonly startMs: number;
  readonly endMs: number;
}

interface Axis {
  readonly ticks: readonly number[];
  /** Returns a time as a part of the axis, in percent. */
  readonly position: (ms: number) => string;
  /** Returns how far from the end of the axis a time is, in percent. */
  readonly fromEnd: (ms: number) => string;
}

const SOURCES = ['sent', 'shared', 'cached'] as const;

export function countWaves(upstream: readonly Upstream[]): number {
  return new Set(upstream.map(({ wave }) => wave)).size;
}

export function Waves({ upstream }: { readonly upstream: readonly Upstream[] }) {
  const waves = groupByWave(upstream);
  const axis = createAxis(Math.max(1, ...upstream.map(({ endMs }) => endMs)));
  return (
    <>
      <table className="waves">
        <caption>FHIR requests by wave</caption>
        <thead>
          <tr>
            <th scope="col">Request</th>
            <th scope="col">Source</th>
            <th scope="col">
              Time in ms
              <span className="axis" aria-hidden="true">
                {axis.ticks.map((ms) => (
                  <span key={ms} style={{ left: axis.position(ms) }}>
                    {ms}
                  </span>
                ))}
              </span>
            </th>
          </tr>
        </thead>
        {waves.map((wave, index) => (
          <WaveRows
            key={wave.number}
            wave={wave}
            previous={waves[index - 1]}
            next={waves[index + 1]}
            axis={axis}
          />
        ))}
      </table>
      <Legend upstream={upstream} />
    </>
  );
}

interface WaveRowsProps {
  readonly wave: Wave;
  readonly previous: Wave | undefined;
  readonly next: Wave | undefined;
  readonly axis: Axis;
}

function WaveRows({ wave, previous, next, axis }: WaveRowsProps) {
  const awaitedByNext = next === undefined ? [] : awaitedBy(next, wave);
  return (
    <tbody>
      <tr className="wave">
        <th scope="rowgroup" colSpan={2}>
          Wave {wave.number}
          {wave.waitedFor.length > 0 && <span className="after"> after {wave.waitedFor.join(', ')}</span>}
        </th>
        <td>
          <Connectors wave={wave} previous={previous} axis={axis} />
        </td>
      </tr>
      {wave.requests.map((requests, row) => (
        <tr key={nameOf(requests)}>
          <th scope="row">
            <BreakableName name={requests.resourceType} />{' '}
            <span className="interaction">{requests.interaction}</span>
          </th>
          <td>
            {sourcesOf(requests).map(([source, count]) => (
              <span key={source} className="source">
                {count} {source}{' '}
              </span>
            ))}
          </td>
          <td>
            <span aria-hidden="true">
              {axis.ticks.map((ms) => (
                <span key={ms} className="grid" style={{ left: axis.position(ms) }} />
              ))}
              <span
                className="band"
                style={{ left: axis.position(wave.startMs), right: axis.fromEnd(wave.endMs) }}
              />
              {awaitedByNext.map((awaited) => {
                const begin = wave.requests.indexOf(awaited);
                if (begin > row) return null;
                const className = begin === row ? 'line begins' : 'line';
                return (
                  <span key={begin} className={className} style={{ left: axis.position(awaited.endMs) }} />
                );
              })}
              <Bars requests={requests} axis={axis} />
            </span>
            <span className="time">
              {requests.startMs}–{requests.endMs}
              <span className="hidden"> ms</span>
              {requests.queuedMs > 0 && `, ${requests.queuedMs} queued`}
            </span>
          </td>
        </tr>
      ))}
    </tbody>
  );
}

function Bars({ requests, axis }: { readonly requests: Upstream; readonly axis: Axis }) {
  const { startMs, endMs, queuedMs } = requests;
  const marginLeft = axis.position(startMs);
  return (
    <span className="bars">
      {sourcesOf(requests).map(([source]) => (
        <span
          key={source}
          className={`bar ${source}`}
          // A cached response takes no time.
          style={source === 'cached' ? { marginLeft } : { marginLeft, marginRight: axis.fromEnd(endMs) }}
        />
      ))}
      {queuedMs > 0 && (
        <span
          className="bar queued"
          style={{ marginLeft, marginRight: axis.fromEnd(Math.min(endMs, startMs + queuedMs)) }}
        />
      )}
    </span>
  );
}

/** Draws lines from the requests that a wave waited for to its start. */
function Connectors({ wave, previous, axis }: Omit<WaveRowsProps, 'next'>) {
  const ends = awaitedBy(wave, previous).map(({ endMs }) => endMs);
  if (ends.length === 0) return null;
  const [first, last] = [Math.min(wave.startMs, ...ends), Math.max(wave.startMs, ...ends)];
  return (
    <span aria-hidden="true">
      {ends.map((ms) => (
        <span key={ms} className="down" style={{ left: axis.position(ms) }} />
      ))}
      <span className="across" style={{ left: axis.position(first), right: axis.fromEnd(last) }} />
      <span className="arrow" style={{ left: axis.position(wave.startMs) }} />
    </span>
  );
}

function Legend({ upstream }: { readonly upstream: readonly Upstream[] }) {
  const present = new Set(upstream.flatMap((requests) => sourcesOf(requests).map(([source]) => source)));
  return (
    <p className="legend" aria-hidden="true">
      {SOURCES.filter((source) => present.has(source)).map((source) => (
        <span key={source}>
          <i className={source} /> {source}
        </span>
      ))}
      {upstream.some(({ queuedMs }) => queuedMs > 0) && (
        <span>
          <i className="queued" /> in the queue
        </span>
      )}
    </p>
  );
}

/** Allows line breaks between the words of a type, such as `Diagnostic|Report`. */
function BreakableName({ name }: { readonly name: string }) {
  return name.split(/(?=[A-Z])/).map((word) => (
    <Fragment key={word}>
      <wbr />
      {word}
    </Fragment>
  ));
}

function groupByWave(upstream: readonly Upstream[]): readonly Wave[] {
  return [...new Set(upstream.map(({ wave }) => wave))].map((number) => {
    const requests = upstream.filter(({ wave }) => wave === number);
    return {
      number,
      requests,
      waitedFor: [...new Set(requests.flatMap(({ waitedFor }) => waitedFor))],
      startMs: Math.min(...requests.map(({ startMs }) => startMs)),
      endMs: Math.max(...requests.map(({ endMs }) => endMs)),
    };
  });
}

function awaitedBy({ waitedFor }: Wave, previous: Wave | undefined): readonly Upstream[] {
  return (previous?.requests ?? []).filter((requests) => waitedFor.includes(nameOf(requests)));
}

function nameOf({ resourceType, interaction }: Upstream): string {
  return `${resourceType} ${interaction}`;
}

/** Returns the sources of the responses, and how many came from each. */
function sourcesOf({ count, shared, cached }: Upstream) {
  const counts = { sent: count - shared - cached, shared, cached };
  return SOURCES.map((source) => [source, counts[source]] as const).filter(([, number]) => number > 0);
}

function createAxis(last: number): Axis {
  const rough = last / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power);
  // Not at the end, where a number would be cut off.
  const count = Math.floor((0.93 * last) / step) + 1;
  return {
    ticks: Array.from({ length: count }, (_, index) => index * step),
    position: (ms) => `${((100 * ms) / last).toFixed(2)}%`,
    fromEnd: (ms) => `${(100 - (100 * ms) / last).toFixed(2)}%`,
  };
}
