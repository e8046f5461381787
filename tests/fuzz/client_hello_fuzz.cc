// DecodeClientHello.
#include "tls/client_hello.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const auto decoded = tls::DecodeClientHello({data, size});
  fuzz::CheckErrors(decoded.errors, size);
  fuzz::CheckExtensions(decoded.value.extensions, {data, size});
  SHAKEDOWN_ASSERT(decoded.value.server_name.size() <= size);
  SHAKEDOWN_ASSERT(decoded.value.cipher_suites.size() <= size / 2);
  return 0;
}
