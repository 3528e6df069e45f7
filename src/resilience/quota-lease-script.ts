/** Divides the load limits among the replicas, in a Lua script on one hash that uses the store's clock. */
import { DROP_UNLESS, IS_WHOLE } from '../state/lua-guards.ts';
import { MAX_PAUSE_MS } from './aimd-limit.ts';

/** Far more than any deployment has. A hash with more fields was not written by replicas, and sorting it would block the store. */
export const MAX_REPLICAS = 1_000;
/** Above every bound that can be configured, and far below the numbers that Lua rounds. */
const MAX_BOUND = 1_000_000;
const MAX_EPOCH_MS = Number.MAX_SAFE_INTEGER;

/**
 * Each replica has a field with the end of its lease, its demand and its grant. The grants never exceed the total. A replica whose part shrinks
 * keeps its grant (the old part until it learns the new one, and what it still uses) until it reports a lower one. A replica whose
 * part grows gets no more than is free. A replica that died keeps its part until its lease ends.
 *
 * The parts are max-min fair: a replica that demands less than an equal part gets its demand, and the others share the rest equally. The
 * replicas divide any surplus equally, so that a burst need not wait. If there are more replicas than the total, they take turns, a second
 * each.
 *
 * The script trusts no field. It deletes fields that it cannot read, and shortens a lease or a pause that ends later than one that starts now
 * would. So an attacker in the store can stop the replicas for the length of one lease or pause, but not forever.
 *
 * KEYS: the hash. ARGV: the replica; the lease in ms; the pause in ms that the FHIR server demands; then, for concurrency and for rate, the
 * total, the demand and the amount held. A lease of 0 returns everything.
 * Returns the parts of concurrency and rate, the number of replicas, and the rest of the pause in ms.
 */
export const QUOTA_LEASE_SCRIPT = `${IS_WHOLE}${DROP_UNLESS}
local key, me, lease = KEYS[1], ARGV[1], tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

dropUnless('hash', key)
if redis.call('HLEN', key) > ${MAX_REPLICAS} then redis.call('UNLINK', key) end
if lease == 0 then
  redis.call('HDEL', key, me)
  return {0, 0, 0, 0}
end

local kept = tonumber(redis.call('HGET', key, 'pause') or '0')
if not isWhole(kept, ${MAX_EPOCH_MS}) then
  kept = 0
  redis.call('HDEL', key, 'pause')
end
local longest, wanted = now + ${MAX_PAUSE_MS}, tonumber(ARGV[3])
local pausedUntil = math.min(kept, longest)
if wanted > 0 then pausedUntil = math.max(pausedUntil, math.min(now + wanted, longest)) end
if pausedUntil ~= kept then redis.call('HSET', key, 'pause', pausedUntil) end

local function pair(value)
  local isPair = type(value) == 'table' and isWhole(value[1], ${MAX_BOUND}) and isWhole(value[2], ${MAX_BOUND})
  return isPair and { value[1], value[2] } or nil
end
local function read(text)
  local isJson, known = pcall(cjson.decode, text)
  if not isJson or type(known) ~= 'table' or not isWhole(known.ends, ${MAX_EPOCH_MS}) then return nil end
  local granted, want = pair(known.granted), pair(known.want)
  return granted and want and { ends = known.ends, granted = granted, want = want } or nil
end
local replicas, names = {}, {}
local fields = redis.call('HGETALL', key)
for i = 1, #fields, 2 do
  if fields[i] ~= 'pause' then
    local known = read(fields[i + 1])
    if known and known.ends > now then
      replicas[fields[i]] = known
      if known.ends > now + lease then
        known.ends = now + lease
        redis.call('HSET', key, fields[i], cjson.encode(known))
      end
    else
      redis.call('HDEL', key, fields[i])
    end
  end
end
local mine = replicas[me] or { granted = { 0, 0 } }
replicas[me] = mine
mine.ends = now + lease
mine.want = { tonumber(ARGV[5]), tonumber(ARGV[8]) }
for name in pairs(replicas) do table.insert(names, name) end
table.sort(names)

local function partOf(kind, total)
  local order, left = {}, total
  local turn = math.floor(now / 1000) % #names
  for i = 1, #names do order[i] = names[(i - 1 + turn) % #names + 1] end
  local rank = {}
  for i, name in ipairs(order) do rank[name] = i end
  table.sort(order, function (a, b)
    local x, y = replicas[a].want[kind], replicas[b].want[kind]
    if #order <= total and x ~= y then return x < y end
    return rank[a] < rank[b]
  end)
  local parts = {}
  for i, name in ipairs(order) do
    -- At least one each, while any are left: a replica that demands nothing now may need one before its next report.
    parts[name] = math.min(math.max(1, replicas[name].want[kind]), math.ceil(left / (#order - i + 1)))
    parts[name] = math.min(parts[name], left)
    left = left - parts[name]
  end
  for i, name in ipairs(order) do
    local more = math.floor(left / (#order - i + 1))
    parts[name] = parts[name] + more
    left = left - more
  end
  return parts[me]
end

local answer = {}
for kind = 1, 2 do
  local total, held = tonumber(ARGV[1 + 3 * kind]), tonumber(ARGV[3 + 3 * kind])
  local others = 0
  for name, each in pairs(replicas) do
    if name ~= me then others = others + each.granted[kind] end
  end
  local part = math.max(0, math.min(partOf(kind, total), total - others))
  mine.granted[kind] = math.max(part, held)
  answer[kind] = part
end

redis.call('HSET', key, me, cjson.encode(mine))
redis.call('PEXPIRE', key, 60000)
return { answer[1], answer[2], #names, math.max(0, pausedUntil - now) }
`;
