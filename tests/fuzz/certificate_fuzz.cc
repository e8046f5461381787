// DecodeCertificate in each wire form.
#include "tls/certificate_message.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const auto input = fuzz::Versioned({data, size});
  const auto decoded = tls::DecodeCertificate(input.version, input.body);
  fuzz::CheckErrors(decoded.errors, input.body.size());
  for (const tls::CertificateEntry& entry : decoded.value.entries) {
    SHAKEDOWN_ASSERT(entry.offset + entry.der.size() <= input.body.size());
    fuzz::CheckExtensions(entry.extensions, input.body);
  }
  return 0;
}
