/** The memory that parsed JSON takes, in bytes. Measured with Node 24. */

/** Records take up to 1.8 times their text, which is UTF-8. */
export const MEMORY_PER_BYTE_OF_JSON = 2;
/** No kind of value takes more without its text, not even an empty object. */
const MEMORY_OF_VALUE = 64;

/** Returns the memory of a parsed value, at most. */
export function memoryOfJson(value: unknown): number {
  if (typeof value === 'string') return value.length + MEMORY_OF_VALUE;
  let memory = MEMORY_OF_VALUE;
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return memory;
  for (const inner of Object.values(value)) memory += memoryOfJson(inner);
  return memory;
}
