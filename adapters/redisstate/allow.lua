-- Takes one token from each of one or two buckets, or from none.
--
-- A bucket is kept as the time at which it will be full, in microseconds of this server's clock: the
-- "theoretical arrival time" of the generic cell rate algorithm (ITU-T I.371). A "!" behind it says that a
-- refusal was told, and nothing was allowed since. A bucket that is full needs no keeping, so a key expires
-- when its bucket is.
--
-- KEYS[1]    the bucket of who is told of a refusal
-- KEYS[2]    the other bucket, if any
-- ARGV[2i-1] in how many microseconds a token comes back to bucket i; 0: it has no limit
-- ARGV[2i]   how many tokens bucket i holds
-- ARGV[5]    for how many milliseconds at least it is remembered that a refusal was told
--
-- Returns whether the tokens were taken, else in how many microseconds they could be, and whether to tell.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local full, wait, told = {}, 0, false
for i = 1, #KEYS do
  local every, burst = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
  local at, mark = string.match(redis.call('GET', KEYS[i]) or '', '^(%d+)(!?)$')
  at = tonumber(at or 0)
  if i == 1 then
    told = mark == '!'
  end
  -- No emptier than empty, should the clock have been set back or the limit be a new one.
  full[i] = math.min(math.max(at, now), now + every * burst)
  if every > 0 then
    wait = math.max(wait, full[i] + every - every * burst - now)
  end
end

local function keep(i, mark, least)
  local life = math.max(math.ceil((full[i] - now) / 1000), least)
  if life < 1 then
    redis.call('DEL', KEYS[i])
  else
    redis.call('SET', KEYS[i], string.format('%.0f', full[i]) .. mark, 'PX', string.format('%.0f', life))
  end
end

if wait <= 0 then
  for i = 1, #KEYS do
    full[i] = full[i] + tonumber(ARGV[2 * i - 1])
    keep(i, '', 0)
  end
  return {1, 0, 0}
end
keep(1, '!', tonumber(ARGV[5]))
return {0, wait, told and 0 or 1}
