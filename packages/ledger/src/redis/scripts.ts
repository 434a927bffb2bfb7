/**
 * What is done in Redis, each as one script, so that nothing comes between. Clients send a command again when the
 * connection broke before the answer; so each change carries a name that nobody else has, and doing it twice is doing
 * it once.
 */

/** KEYS: records, versions, times, index of the state. ARGV: id, version, record, change, time. */
export const CREATE = `
local held = redis.call('HGET', KEYS[2], ARGV[1])
if held then return held == ARGV[2] .. ' ' .. ARGV[4] and 1 or 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[5], ARGV[1])
redis.call('ZADD', KEYS[4], 0, ARGV[1])
return 1`;

/** KEYS: records, versions, times, index of the state, every index. ARGV: id, version, record, change, time, version before. */
export const UPDATE = `
local held = redis.call('HGET', KEYS[2], ARGV[1]) or ''
if held == ARGV[2] .. ' ' .. ARGV[4] then return 1 end
if held:match('^%d+') ~= ARGV[6] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2] .. ' ' .. ARGV[4])
redis.call('ZADD', KEYS[3], ARGV[5], ARGV[1])
for i = 5, #KEYS do redis.call('ZREM', KEYS[i], ARGV[1]) end
redis.call('ZADD', KEYS[4], 0, ARGV[1])
return 1`;

/** KEYS: records, versions. ARGV: id. The text, or false when there is none; a record that lost its text gives an empty one. */
export const GET = `
return redis.call('HGET', KEYS[1], ARGV[1]) or (redis.call('HEXISTS', KEYS[2], ARGV[1]) == 1 and '')`;

/** KEYS: records, versions, times, every index. ARGV: id. */
export const REMOVE = `
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], ARGV[1])
for i = 3, #KEYS do redis.call('ZREM', KEYS[i], ARGV[1]) end
return 1`;

/**
 * KEYS: records, versions, times, indexes. ARGV: after which id (a range's beginning), limit, since when or ''. The ids and
 * texts of one page. Redis orders ids by their bytes, and Lua by the server's language; so they are compared here byte by byte.
 */
export const LIST = `
local function before(a, b)
  for i = 1, math.min(#a, #b) do
    local x, y = a:byte(i), b:byte(i)
    if x ~= y then return x < y end
  end
  return #a < #b
end
local ids = {}
local function isWanted(id)
  if ARGV[1] ~= '-' and not before(ARGV[1]:sub(2), id) then return false end
  for i = 4, #KEYS do
    if redis.call('ZSCORE', KEYS[i], id) then return true end
  end
end
-- Where the time of a record is not known, all are listed: too many do no harm, one that is missing does.
if ARGV[3] ~= '' and redis.call('ZCARD', KEYS[3]) == redis.call('HLEN', KEYS[2]) then
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], ARGV[3], '+inf')) do
    if isWanted(id) then ids[#ids + 1] = id end
  end
else
  for i = 4, #KEYS do
    for _, id in ipairs(redis.call('ZRANGEBYLEX', KEYS[i], ARGV[1], '+', 'LIMIT', 0, ARGV[2])) do
      ids[#ids + 1] = id
    end
  end
end
table.sort(ids, before)
local page = {}
for i = 1, math.min(#ids, tonumber(ARGV[2])) do
  page[#page + 1] = ids[i]
  page[#page + 1] = redis.call('HGET', KEYS[1], ids[i]) or ''
end
return page`;

/** KEYS: counters, answer to this change. ARGV: how long to keep the answer, then counter, delta, limit or '' for each. */
export const SPEND = `
local answer = redis.call('GET', KEYS[2])
if answer then return tonumber(answer) end
local sums = {}
answer = 1
for i = 2, #ARGV, 3 do
  local counter, delta, limit = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  local held = sums[counter] or redis.call('HGET', KEYS[1], counter) or 0
  if not sums[counter] and not tostring(held):match('^-?%d+$') then
    return redis.error_reply('the counter ' .. counter .. ' is damaged')
  end
  local sum = tonumber(held) + delta
  if math.abs(sum) > 9007199254740991 or (delta > 0 and limit and sum > limit) then
    answer = 0
    break
  end
  sums[counter] = sum
end
if answer == 1 then
  for counter, sum in pairs(sums) do redis.call('HSET', KEYS[1], counter, string.format('%.0f', sum)) end
end
redis.call('SET', KEYS[2], answer, 'PX', ARGV[1])
return answer`;

/** KEYS: lease, fence. ARGV: change, milliseconds. The fence, or 0. Redis itself forgets a lease that has run out. */
export const LEASE = `
local held = redis.call('HMGET', KEYS[1], 'change', 'fence')
if held[1] then return held[1] == ARGV[1] and tonumber(held[2]) or 0 end
local fence = redis.call('INCR', KEYS[2])
redis.call('HSET', KEYS[1], 'change', ARGV[1], 'fence', fence)
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return fence`;

/** KEYS: lease. ARGV: change, milliseconds. */
export const RENEW = `
if redis.call('HGET', KEYS[1], 'change') ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

/** KEYS: lease. ARGV: change. */
export const RELEASE = `
if redis.call('HGET', KEYS[1], 'change') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;
