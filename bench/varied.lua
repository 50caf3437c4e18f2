-- Asks for each line of the file in turn, so that nothing kept for the last line helps the next one.
local paths, index = {}, 0

function init(arguments)
  for line in io.lines(arguments[1]) do
    paths[#paths + 1] = line
  end
end

function request()
  index = index % #paths + 1
  return wrk.format("GET", paths[index])
end
