/** The example's clinic: rooms, and slots for patients and encounters of the embedded sandbox. */

export interface Room {
  readonly id: string;
  readonly name: string;
  readonly floor: number;
}

export interface Slot {
  readonly id: string;
  /** Days from today; negative for the past. */
  readonly day: number;
  /** The start, in minutes after midnight UTC. */
  readonly minute: number;
  readonly minutes: number;
  readonly roomId: string;
  readonly patientId: string | null;
  readonly encounterId: string | null;
}

export interface Clinic {
  readonly rooms: readonly Room[];
  readonly slots: readonly Slot[];
}

const ROOMS: readonly Room[] = [
  { id: 'room-1', name: 'Exam 1', floor: 0 },
  { id: 'room-2', name: 'Exam 2', floor: 0 },
  { id: 'room-3', name: 'Infusion', floor: 1 },
  { id: 'room-4', name: 'Imaging', floor: -1 },
];

/** Day, hour (UTC), room, patient, encounter. Days count from today, so some bookings are always in the future. */
const BOOKINGS: readonly (readonly [number, number, string, string | null, string | null])[] = [
  [-3, 9, 'room-1', 'erXuFYUfucBZaryVksYEcMg3', 'eGgTqmzOnMixYUdYQ-VILA.jVCx1wyXgZncgDG.8yNAavqbaERh4dcTnX3'],
  [-2, 10, 'room-2', 'eq081-VQEgP8drUUqCWzHfw3', 'ejBxHYKh7SwSIl5kSg2pt4XhhS-3'],
  [-2, 11, 'room-4', 'eAB3mDIBBcyUKviyzrxsnAw3', 'exgSafmfqbSP7FRNmGi9ygaq8ULxI4t3iQSHOcSR3'],
  [-1, 14, 'room-3', 'egqBHVfQlt4Bw3XGXoxVxHg3', 'eIKSEmT8BF0t.g7UERTtjm81N13'],
  [1, 8, 'room-1', 'erXuFYUfucBZaryVksYEcMg3', null],
  [1, 9, 'room-1', 'eq081-VQEgP8drUUqCWzHfw3', null],
  [1, 9, 'room-2', null, null],
  [2, 13, 'room-4', 'eAB3mDIBBcyUKviyzrxsnAw3', null],
  [3, 8, 'room-3', 'egqBHVfQlt4Bw3XGXoxVxHg3', null],
  [3, 15, 'room-2', 'eIXesllypH3M9tAA5WdJftQ3', null],
  [4, 10, 'room-1', 'eh2xYHuzl9nkSFVvV3osUHg3', null],
  [5, 11, 'room-3', 'e0w0LEDCYtfckT6N.CkJKCw3', null],
  [6, 9, 'room-2', 'el2rECQjQRmTQHHuqzs1pkB3', null],
  [8, 16, 'room-4', 'erXuFYUfucBZaryVksYEcMg3', null],
  [9, 12, 'room-1', 'eEXj5WrfTvb7cN.k0WS2n263', null],
  [12, 10, 'room-3', 'ew3q.yP92EtuCxFjClDH3qI3', null],
];

export const CLINIC: Clinic = {
  rooms: ROOMS,
  slots: BOOKINGS.map(([day, hour, roomId, patientId, encounterId], index) => ({
    id: `slot-${index + 1}`,
    day,
    minute: hour * 60,
    minutes: 45,
    roomId,
    patientId,
    encounterId,
  })),
};
