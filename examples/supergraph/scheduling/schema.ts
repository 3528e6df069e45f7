/** The clinic's executable schema. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { readFileSync } from 'node:fs';
import { GraphQLError, type GraphQLSchema, parse } from 'graphql';
import type { Clinic, Room, Slot } from './clinic.ts';

/** The entity key that a router sends, or that a slot references. */
interface Key {
  readonly id: string;
}

interface First {
  readonly first: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** @param now epoch milliseconds; decides which slots are upcoming */
export function createSchedulingSchema({ rooms, slots }: Clinic, now: () => number): GraphQLSchema {
  const startOf = ({ day, minute }: Slot): number =>
    Math.floor(now() / DAY_MS) * DAY_MS + day * DAY_MS + minute * MINUTE_MS;
  const inOrder = slots.toSorted((one, other) => one.day - other.day || one.minute - other.minute);
  const slotById = new Map(slots.map((slot) => [slot.id, slot]));
  const roomById = new Map(rooms.map((room) => [room.id, room]));
  const slotsByPatient = Map.groupBy(inOrder, ({ patientId }) => patientId);
  const roomByEncounter = new Map(
    slots.map(({ encounterId, roomId }) => [encounterId, roomById.get(roomId)]),
  );

  const resolvers = {
    Query: {
      slots: (_query: unknown, { first }: First) => inOrder.slice(0, checkFirst(first, 500)),
      rooms: () => rooms,
    },
    Slot: {
      __resolveReference: ({ id }: Key) => slotById.get(id) ?? null,
      start: (slot: Slot) => new Date(startOf(slot)).toISOString(),
      end: (slot: Slot) => new Date(startOf(slot) + slot.minutes * MINUTE_MS).toISOString(),
      room: ({ roomId }: Slot): Room | undefined => roomById.get(roomId),
      // Only the id is known here. The router resolves the other fields from the other subgraph.
      patient: ({ patientId }: Slot) => (patientId === null ? null : { id: patientId }),
      encounter: ({ encounterId }: Slot) => (encounterId === null ? null : { id: encounterId }),
    },
    Room: { __resolveReference: ({ id }: Key) => roomById.get(id) ?? null },
    Patient: {
      upcomingSlots: ({ id }: Key, { first }: First) =>
        (slotsByPatient.get(id) ?? [])
          .filter((slot) => startOf(slot) > now())
          .slice(0, checkFirst(first, 100)),
    },
    Encounter: { room: ({ id }: Key) => roomByEncounter.get(id) ?? null },
  };
  const typeDefs = parse(readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8'));
  return buildSubgraphSchema([{ typeDefs, resolvers }]);
}

function checkFirst(first: number, max: number): number {
  if (first >= 1 && first <= max) return first;
  throw new GraphQLError(`Expected \`first\` to be from 1 to ${max}.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
