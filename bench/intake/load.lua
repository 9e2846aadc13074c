-- Sends the requests of a stack, each once. Arguments: the stack, the path, how many (0: until time is up), how many a second (0: any).
local ffi = require("ffi")
ffi.cdef("typedef struct { long s; long us; } moment; int gettimeofday(moment *, void *); int getpid(void); int kill(int, int);")
local moment = ffi.new("moment")
local stack, line, last
local answered, slots, first = 0, 0, nil

-- wrk would otherwise sleep until its time is up
local function finish()
  wrk.thread:stop()
  ffi.C.kill(ffi.C.getpid(), 2)
end

local function now()
  ffi.C.gettimeofday(moment, nil)
  return tonumber(moment.s) + tonumber(moment.us) / 1e6
end

function init(args)
  stack, line = assert(io.open(args[1], "rb")), "POST " .. args[2] .. " HTTP/1.1\r\n"
  local count, rate = tonumber(args[3]), tonumber(args[4])
  if count > 0 then
    function response()
      answered = answered + 1
      if answered >= count then finish() end
    end
  end
  if rate > 0 then
    function delay()
      first = first or now()
      slots = slots + 1
      return math.max(0, (first + slots / rate - now()) * 1000)
    end
  end
end

function request()
  local length = stack:read("*l")
  if length then last = line .. stack:read(tonumber(length)) end
  return last
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format(
    '{"requests": %d, "seconds": %.3f, "p50": %.3f, "p99": %.3f, "refused": %d, "broken": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
