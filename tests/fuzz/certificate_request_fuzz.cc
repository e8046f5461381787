// DecodeCertificateRequest in each wire form.
#include "tls/certificate_request.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const auto input = fuzz::Versioned({data, size});
  const auto decoded = tls::DecodeCertificateRequest(input.version, input.body);
  fuzz::CheckErrors(decoded.errors, input.body.size());
  fuzz::CheckExtensions(decoded.value.extensions, input.body);
  size_t octets = 0;
  for (const tls::DistinguishedName& name : decoded.value.ca_names) {
    octets += name.der.size();
    fuzz::CheckName(name);
  }
  SHAKEDOWN_ASSERT(octets <= input.body.size());
  return 0;
}
