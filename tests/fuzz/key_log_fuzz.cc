// KeyLog: the same secrets whatever the portions.
#include "observe/key_log.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const std::string_view text = AsText({data, size});
  observe::KeyLog whole;
  whole.Feed(text);
  whole.End();
  observe::KeyLog parts;
  for (const char& c : text) parts.Feed(std::string_view(&c, 1));
  parts.End();
  SHAKEDOWN_ASSERT(whole.connections() == parts.connections());
  SHAKEDOWN_ASSERT(whole.strange_lines() == parts.strange_lines());
  SHAKEDOWN_ASSERT(whole.connections() <= size / 64 + 1);
  return 0;
}
