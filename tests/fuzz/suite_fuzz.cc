// Suite files are written by people, but may come from anywhere: whatever the octets, the loader
// says what is wrong, at a place in the file, or returns a suite that survives substitution.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "scenario/loader.h"

namespace {

using shakedown::Error;
using namespace shakedown::scenario;  // NOLINT: the whole file is about it

void Substitute(const SuiteModel& suite) {
  const Variables variables = {{"a", "1"}, {"terminator", "127.0.0.1:1"}};
  (void)Substituted(suite.target, variables);
  for (const auto& host : suite.peer_hosts) (void)Substituted(host, variables);
  for (const auto& identity : suite.identities) (void)Substituted(identity, variables);
  for (const auto& scenario : suite.scenarios) {
    for (const auto& handshake : scenario.handshakes) (void)Substituted(handshake, variables);
    for (const auto& expectation : scenario.expectations) (void)Substituted(expectation, variables);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const LoadedSuite loaded =
      ParseSuite(std::string(reinterpret_cast<const char*>(data), size), "fuzz.xml");
  for (const Error& error : loaded.errors) {
    if (error.position().line < 1 || error.Text().empty()) std::abort();
  }
  if (loaded.ok()) Substitute(loaded.suite);
  return 0;
}
