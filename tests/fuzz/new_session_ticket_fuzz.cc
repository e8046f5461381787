// DecodeNewSessionTicket in each wire form.
#include "tls/new_session_ticket.h"

#include "tests/fuzz/fuzz_input.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace shakedown;  // NOLINT: a target is one function
  const auto input = fuzz::Versioned({data, size});
  const auto decoded = tls::DecodeNewSessionTicket(input.version, input.body);
  fuzz::CheckErrors(decoded.errors, input.body.size());
  fuzz::CheckExtensions(decoded.value.extensions, input.body);
  SHAKEDOWN_ASSERT(decoded.value.ticket.size() <= input.body.size());
  return 0;
}
