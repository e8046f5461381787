#include "scenario/match_contexts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/hex.h"

namespace shakedown::scenario {
namespace {

using testing::HasSubstr;

/// A handshake after which the server asks with these contexts (hex), one after the other.
attempt::Attempt Asked(const std::vector<std::string>& contexts) {
  attempt::Attempt attempt;
  attempt::HandshakeReturned returned;
  returned.ok = true;
  returned.version = tls::Version::kTls13;
  attempt.trace.events.push_back({{}, returned});
  for (const std::string& context : contexts) {
    tls::CertificateRequest request;
    request.version = tls::Version::kTls13;
    request.context = *FromHex(context);
    attempt::Message message;
    message.from = attempt::Side::kServer;
    message.type = tls::HandshakeType::kCertificateRequest;
    message.body = request;
    attempt.trace.events.push_back({{}, message});
  }
  return attempt;
}

std::string Observed(const std::vector<attempt::Attempt>& attempts) {
  const CheckResult result = MatchContexts(attempts, "");
  return (result.met ? "met: " : "unmet: ") + result.observed;
}

TEST(match_contexts, FreshOnesAreFine) {
  EXPECT_EQ(
      Observed({Asked({"0102030405060708"}), Asked({"a1b2c3d4e5f60718", "ff00ff00ff00ff00"})}),
      "met: 3 different");
}

TEST(match_contexts, OneIsNotEnoughToTell) {
  EXPECT_EQ(Observed({Asked({"0102030405060708"})}), "unmet: 1 different");
  EXPECT_EQ(Observed({Asked({})}), "unmet: 0 different");
}

TEST(match_contexts, FaultsAreNamed) {
  const std::string one = "0102030405060708";
  EXPECT_THAT(Observed({Asked({one}), Asked({""})}), HasSubstr("an empty context"));
  EXPECT_THAT(Observed({Asked({one}), Asked({"01"})}), HasSubstr("a context of 1 octets"));
  EXPECT_THAT(Observed({Asked({one}), Asked({one})}), HasSubstr("twice"));
  EXPECT_THAT(Observed({Asked({one}), Asked({"0102030405060709"})}),
              HasSubstr("contexts that count"));
}

TEST(match_contexts, RequestsOfTheHandshakeHaveNone) {
  attempt::Attempt early = Asked({""});
  early.trace.events.erase(early.trace.events.begin());
  EXPECT_EQ(Observed({early, Asked({"0102030405060708", "a1b2c3d4e5f60718"})}), "met: 2 different");
}

}  // namespace
}  // namespace shakedown::scenario
