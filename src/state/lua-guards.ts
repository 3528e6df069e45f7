/**
 * Lua that the scripts of the shared state have in common. A key can hold anything, because other programs can write to the store. So a script
 * checks every value before it uses it, and deletes one that it cannot read.
 */

/** Defines `isWhole(value, most)`: whether a value is a whole number from 0 to `most`. NaN and the infinities are not. */
export const IS_WHOLE = `
local function isWhole(value, most)
  return type(value) == 'number' and value >= 0 and value <= most and value == math.floor(value)
end
`;

/** Defines `dropUnless(expected, key)`: deletes a key of another type, on which the script's commands would fail every time. */
export const DROP_UNLESS = `
local function dropUnless(expected, key)
  local found = redis.call('TYPE', key).ok
  if found ~= 'none' and found ~= expected then redis.call('UNLINK', key) end
end
`;
