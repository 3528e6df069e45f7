/**
 * Lua functions for the scripts of the shared state. Other programs can write to the store, so a key can contain anything. A script checks each
 * value before use, and deletes values that it cannot read.
 */

/** Defines `isWhole(value, max)`: whether a value is an integer from 0 to `max`. NaN and the infinities are not. */
export const IS_WHOLE = `
local function isWhole(value, max)
  return type(value) == 'number' and value >= 0 and value <= max and value == math.floor(value)
end
`;

/** Defines `dropUnless(expected, key)`: deletes a key of another type, for which the commands of the script would always fail. */
export const DROP_UNLESS = `
local function dropUnless(expected, key)
  local found = redis.call('TYPE', key).ok
  if found ~= 'none' and found ~= expected then redis.call('UNLINK', key) end
end
`;
