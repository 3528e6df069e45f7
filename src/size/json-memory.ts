/** The memory that a parsed value takes. */
import { MEMORY_OF_VALUE } from './json-size.ts';

/** Returns the memory of a parsed value in bytes, at most, by the same measure as an answer is counted when it is read. */
export function memoryOfValue(value: unknown): number {
  if (typeof value === 'string') return value.length + MEMORY_OF_VALUE;
  let memory = MEMORY_OF_VALUE;
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return memory;
  for (const inner of Object.values(value)) memory += memoryOfValue(inner);
  return memory;
}
