import { describe, expect, it } from 'vitest';
import { currentFirst, isCurrent } from '../../src/fhir/current-parts.ts';
import { createSiteTime } from '../../src/fhir/site-time.ts';

const TIME = createSiteTime(Date.parse('2026-11-26T03:00:00Z'), 'America/Chicago');

describe('a part of a chart [CS-142]', () => {
  it.each<[string, object]>([
    ['without a period, a status or a use', {}],
    ['whose period began before today', { period: { start: '2026-11-20' } }],
    ['whose period ends today at the site', { period: { end: '2026-11-25' } }],
    ['with an active status', { status: 'active' }],
    ['used at home', { use: 'home' }],
    ['whose period is unreadable', { period: 'since May' }],
  ])('%s holds now', (_what, part) => {
    expect(isCurrent(part, TIME)).toBe(true);
  });

  it.each<[string, object]>([
    ['a bed that the patient left', { status: 'completed' }],
    ['a bed that the patient will come to', { status: 'planned' }],
    ['a reserved bed', { status: 'reserved', period: { start: '2026-11-20' } }],
    ['a bed whose period is over, whatever its status', { status: 'active', period: { end: '2026-11-24' } }],
    ['a former attending', { period: { end: '2026-11-25T08:00:00-06:00' } }],
    ['a coming attending', { period: { start: '2026-11-27' } }],
    ['an old address', { use: 'old' }],
    ['a canceled coverage', { status: ' Cancelled ' }],
    ['a guardian who no longer is one', { active: false }],
  ])('%s does not hold now', (_what, part) => {
    expect(isCurrent(part, TIME)).toBe(false);
  });

  it('comes before those that do not hold now, in the order of the server', () => {
    const [left, first, second] = [{ status: 'completed' }, { id: 1 }, { id: 2 }];
    expect(currentFirst([left, first, second], TIME)).toEqual([first, second, left]);
    expect(currentFirst([left, first, second], TIME, true)).toEqual([first, second]);
  });
});
