// DecodeCertificateVerify in each wire form.
#include "tls/certificate_message.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const auto input = fuzz::Versioned({data, size});
  const auto decoded = tls::DecodeCertificateVerify(input.version, input.body);
  fuzz::CheckErrors(decoded.errors, input.body.size());
  SHAKEDOWN_ASSERT(decoded.value.signature.size() <= input.body.size());
  return 0;
}
