// DecodeHandshakeMessage: the header, and every body behind it.
#include "tls/handshake_message.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const auto input = fuzz::Versioned({data, size});
  const auto decoded = tls::DecodeHandshakeMessage(input.version, input.body);
  fuzz::CheckErrors(decoded.errors, input.body.size());
  if (!decoded.ok()) return 0;
  // A message that is right is wrong without its last octet.
  const auto shorter = input.body.first(input.body.size() - 1);
  SHAKEDOWN_ASSERT(!tls::DecodeHandshakeMessage(input.version, shorter).ok());
  return 0;
}
