// NameFromText.
#include "tls/distinguished_name.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const auto name = tls::NameFromText(AsText({data, size}));
  if (!name) return 0;
  fuzz::CheckName(*name);
  SHAKEDOWN_ASSERT(tls::DecodeDistinguishedName(name->der).ok());
  const auto again = tls::NameFromText(tls::ToText(*name));
  SHAKEDOWN_ASSERT(again && tls::SameName(*name, *again));
  return 0;
}
