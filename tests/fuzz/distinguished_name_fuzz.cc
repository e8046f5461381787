// DecodeDistinguishedName, and the text and the key made of a name.
#include "tls/distinguished_name.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const auto decoded = tls::DecodeDistinguishedName({data, size});
  const tls::DistinguishedName& name = decoded.value;
  fuzz::CheckErrors(decoded.errors, size);
  fuzz::CheckName(name);
  SHAKEDOWN_ASSERT(name.der.size() == size);
  SHAKEDOWN_ASSERT(name.malformed == !decoded.ok());
  if (!decoded.ok()) return 0;
  // Text says all but the string types; what it says can be read back.
  const auto again = tls::NameFromText(tls::ToText(name));
  SHAKEDOWN_ASSERT(!again || tls::SameName(name, *again));
  return 0;
}
