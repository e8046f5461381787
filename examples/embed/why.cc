// Asks why a server refuses a client certificate, from a program of your own.
// Usage: why URL CERTIFICATE KEY
#include <cstdio>

#include "attempt/target.h"
#include "pki/identity.h"
#include "report/explanation.h"
#include "run/investigation.h"

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("Usage: why URL CERTIFICATE KEY\n", stderr);
    return 2;
  }
  const auto target = shakedown::attempt::ParseTarget(argv[1]);
  const auto identity = shakedown::pki::LoadIdentity({.certificate = argv[2], .key = argv[3]});
  if (!target || !identity) {
    const shakedown::Error& error = target ? identity.error() : target.error();
    std::fprintf(stderr, "why: %s\n", error.Text().c_str());
    return 2;
  }
  shakedown::run::InvestigationOptions options;
  options.spec.target = *target;
  options.identity = *identity;
  const auto found = shakedown::run::Investigate(options);
  if (!found) {
    std::fprintf(stderr, "why: %s\n", found.error().Text().c_str());
    return 3;
  }
  std::puts(shakedown::report::ExplanationLine(*found).c_str());
  return found->diagnosis.outcome == shakedown::diagnosis::Outcome::kAccepted ? 0 : 1;
}
