// DecodeEncryptedExtensions.
#include "tls/server_hello.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const auto decoded = tls::DecodeEncryptedExtensions({data, size});
  fuzz::CheckErrors(decoded.errors, size);
  fuzz::CheckExtensions(decoded.value.extensions, {data, size});
  SHAKEDOWN_ASSERT(decoded.value.alpn.size() <= size);
  return 0;
}
