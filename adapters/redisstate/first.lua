-- Claims keys for a process, all or none.
--
-- KEYS[1]   the process's sign of life
-- KEYS[2…]  what it claims
-- ARGV[1]   the process's name
-- ARGV[2]   how long its sign of life holds, in milliseconds
-- ARGV[3]   how long a claim holds, in milliseconds
-- ARGV[4]   what a sign of life begins with; a process's name follows
-- ARGV[5]   "adopt": only what a process has claimed that no longer lives
--
-- Returns 1 when they are claimed, 0 when another process that lives, or this one, has claimed one of them.
redis.call('SET', KEYS[1], '', 'PX', ARGV[2])
local orphaned = false
for i = 2, #KEYS do
  local owner = redis.call('GET', KEYS[i])
  if owner then
    if owner == ARGV[1] or redis.call('EXISTS', ARGV[4] .. owner) == 1 then
      return 0
    end
    orphaned = true
  end
end
if ARGV[5] == 'adopt' and not orphaned then
  return 0
end
for i = 2, #KEYS do
  redis.call('SET', KEYS[i], ARGV[1], 'PX', ARGV[3])
end
return 1
