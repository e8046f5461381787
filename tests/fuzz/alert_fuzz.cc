// DecodeAlert.
#include "tls/alert.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const auto decoded = tls::DecodeAlert({data, size});
  fuzz::CheckErrors(decoded.errors, size);
  SHAKEDOWN_ASSERT(decoded.ok() == (size == 2 && (data[0] == 1 || data[0] == 2)));
  SHAKEDOWN_ASSERT(!tls::Name(decoded.value.description).empty());
  SHAKEDOWN_ASSERT(!tls::PlainMeaning(decoded.value.description).empty());
  return 0;
}
