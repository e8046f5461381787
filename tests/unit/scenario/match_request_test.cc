#include "scenario/match_request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/observed.h"

namespace shakedown::scenario {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing_support::Observed;
using enum RequestExpectation::NameMatch;

constexpr auto kTls12 = tls::Version::kTls12;

std::vector<std::string> Results(const RequestExpectation& expected, const Observed& seen,
                                 const std::vector<Observed>& others = {}) {
  std::vector<attempt::Attempt> attempts;
  for (const Observed& other : others) attempts.push_back(other.attempt());
  std::vector<std::string> lines;
  for (const CheckResult& result : MatchRequest(expected, seen.attempt(), attempts, "")) {
    std::string what = result.what;
    if (what.starts_with("CertificateRequest ")) what.erase(0, 19);
    lines.push_back((result.met ? "met " : "unmet ") + what + ": " + result.expected + " / " +
                    result.observed);
  }
  return lines;
}

/// The result about the CA names, the only one besides presence and encoding.
std::string NamesResult(const RequestExpectation& expected, const Observed& seen) {
  const auto lines = Results(expected, seen);
  return lines.size() == 3 ? lines[1] : "results: " + std::to_string(lines.size());
}

RequestExpectation Names(RequestExpectation::NameMatch match, std::vector<CaNameRule> rules) {
  RequestExpectation expected;
  expected.name_match = match;
  expected.ca_names = std::move(rules);
  return expected;
}

const Observed kTwoNames = Observed().Request({"CN=A", "CN=B,O=X"});

TEST(MatchRequest, AsksForAWellFormedRequestByDefault) {
  EXPECT_THAT(Results({}, Observed().Request({})),
              ElementsAre("met CertificateRequest: sent / sent (handshake)",
                          "met encoding: as the RFC says / as the RFC says"));
  EXPECT_THAT(Results({}, Observed()), ElementsAre("unmet CertificateRequest: sent / not sent"));
}

TEST(MatchRequest, CanAskForNone) {
  RequestExpectation expected;
  expected.present = false;
  EXPECT_THAT(Results(expected, Observed()),
              ElementsAre("met CertificateRequest: not sent / not sent"));
  EXPECT_THAT(Results(expected, kTwoNames),
              ElementsAre("unmet CertificateRequest: not sent / sent (handshake)"));
}

TEST(MatchRequest, ReportsWhatIsWrongWithTheEncoding) {
  const Observed seen =
      Observed().Request({}).Defect({DecodeErrorKind::kMissing, "signature_algorithms", 3, ""});
  EXPECT_THAT(Results({}, seen), Contains("unmet encoding: as the RFC says / "
                                          "signature_algorithms at offset 3: missing"));
  RequestExpectation lenient;
  lenient.well_formed = false;
  EXPECT_THAT(Results(lenient, seen),
              ElementsAre("met CertificateRequest: sent / sent (handshake)"));
}

TEST(MatchRequest, FindsNamesAmongOthers) {
  EXPECT_EQ(NamesResult(Names(kContains, {{"CN=A", true, {}}}), kTwoNames),
            "met CA names: \"CN=A\" / listed: \"CN=A\", \"CN=B,O=X\"");
  EXPECT_EQ(
      NamesResult(Names(kContains, {{"CN=A", true, {}}, {"CN=C", true, {}}}), kTwoNames),
      "unmet CA names: \"CN=A\", \"CN=C\" / missing: \"CN=C\"; listed: \"CN=A\", \"CN=B,O=X\"");
}

TEST(MatchRequest, FindsNamesThatMustNotBeListed) {
  EXPECT_EQ(NamesResult(Names(kContains, {{"CN=Z", false, {}}}), kTwoNames),
            "met CA names: not \"CN=Z\" / listed: \"CN=A\", \"CN=B,O=X\"");
  EXPECT_EQ(NamesResult(Names(kContains, {{"CN=A", true, {}}, {"CN=B,O=X", false, {}}}), kTwoNames),
            "unmet CA names: \"CN=A\"; not \"CN=B,O=X\" / not wanted: \"CN=B,O=X\"; "
            "listed: \"CN=A\", \"CN=B,O=X\"");
}

// RFC 5280 section 7.1: case and blanks do not count, nor does the string type.
TEST(MatchRequest, ComparesNamesAsTheRfcSays) {
  EXPECT_EQ(NamesResult(Names(kContains, {{"CN=b,o=x", true, {}}}), kTwoNames).substr(0, 4),
            "met ");
}

TEST(MatchRequest, ComparesExactSetsInAnyOrder) {
  EXPECT_EQ(NamesResult(Names(kExact, {{"CN=B,O=X", true, {}}, {"CN=A", true, {}}}), kTwoNames),
            "met CA names: exactly \"CN=B,O=X\", \"CN=A\" / listed: \"CN=A\", \"CN=B,O=X\"");
  EXPECT_EQ(NamesResult(Names(kExact, {{"CN=A", true, {}}}), kTwoNames),
            "unmet CA names: exactly \"CN=A\" / not wanted: \"CN=B,O=X\"; listed: \"CN=A\", "
            "\"CN=B,O=X\"");
  EXPECT_EQ(
      NamesResult(Names(kExact, {{"CN=A", true, {}}, {"CN=B,O=X", true, {}}, {"CN=C", true, {}}}),
                  kTwoNames)
          .substr(0, 6),
      "unmet ");
}

TEST(MatchRequest, ComparesOrderedLists) {
  EXPECT_EQ(NamesResult(Names(kOrdered, {{"CN=A", true, {}}, {"CN=B,O=X", true, {}}}), kTwoNames),
            "met CA names: exactly, in this order, \"CN=A\", \"CN=B,O=X\" / listed: \"CN=A\", "
            "\"CN=B,O=X\"");
  EXPECT_EQ(NamesResult(Names(kOrdered, {{"CN=B,O=X", true, {}}, {"CN=A", true, {}}}), kTwoNames),
            "unmet CA names: exactly, in this order, \"CN=B,O=X\", \"CN=A\" / the order or the "
            "number of times differs; listed: \"CN=A\", \"CN=B,O=X\"");
  const Observed doubled = Observed().Request({"CN=A", "CN=A"});
  EXPECT_EQ(NamesResult(Names(kOrdered, {{"CN=A", true, {}}}), doubled).substr(0, 6), "unmet ");
  EXPECT_EQ(NamesResult(Names(kExact, {{"CN=A", true, {}}}), doubled).substr(0, 4), "met ");
}

TEST(MatchRequest, ComparesEmptiness) {
  RequestExpectation empty;
  empty.names_empty = true;
  RequestExpectation not_empty;
  not_empty.names_empty = false;
  EXPECT_EQ(NamesResult(empty, Observed().Request({})),
            "met CA names: an empty list / an empty list");
  EXPECT_EQ(NamesResult(empty, kTwoNames),
            "unmet CA names: an empty list / listed: \"CN=A\", \"CN=B,O=X\"");
  EXPECT_EQ(NamesResult(not_empty, kTwoNames),
            "met CA names: at least one name / listed: \"CN=A\", \"CN=B,O=X\"");
  EXPECT_EQ(NamesResult(not_empty, Observed().Request({})),
            "unmet CA names: at least one name / an empty list");
}

TEST(MatchRequest, BoundsLongLists) {
  std::vector<std::string> many;
  for (int i = 0; i < 2000; ++i) many.push_back("CN=CA " + std::to_string(i) + ",O=X");
  const std::string line =
      NamesResult(Names(kExact, {{"CN=Z", true, {}}}), Observed().Request(many));
  EXPECT_LT(line.size(), 2500U);
  EXPECT_THAT(line, testing::HasSubstr("and 1992 more"));
}

TEST(MatchRequest, ComparesAlgorithmsByNameAndNumber) {
  RequestExpectation expected;
  expected.signature_algorithms = {
      {"ecdsa_secp256r1_sha256", true}, {"0x0804", true}, {"rsa_pkcs1_sha1", false}};
  EXPECT_THAT(Results(expected, Observed().Request({})),
              Contains("met signature algorithms: ecdsa_secp256r1_sha256, 0x0804, not "
                       "rsa_pkcs1_sha1 / listed: ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256"));
  EXPECT_THAT(Results(expected, Observed().Request({}, {0x0403, 0x0201})),
              Contains("unmet signature algorithms: ecdsa_secp256r1_sha256, 0x0804, not "
                       "rsa_pkcs1_sha1 / missing: 0x0804; not wanted: rsa_pkcs1_sha1; listed: "
                       "ecdsa_secp256r1_sha256, rsa_pkcs1_sha1"));
}

TEST(MatchRequest, ComparesTypesOnlyBeforeTls13) {
  RequestExpectation expected;
  expected.certificate_types = {{"ecdsa_sign", true}};
  EXPECT_THAT(Results(expected, Observed().Version(kTls12).Request({}, {}, {1, 64})),
              Contains("met certificate types: ecdsa_sign / listed: rsa_sign, ecdsa_sign"));
  EXPECT_THAT(Results(expected, Observed().Version(kTls12).Request({}, {}, {1})),
              Contains("unmet certificate types: ecdsa_sign / missing: ecdsa_sign; listed: "
                       "rsa_sign"));
  EXPECT_EQ(Results(expected, Observed().Request({})).size(), 2U) << "TLS 1.3 has none";
}

TEST(MatchRequest, ComparesWithAnotherHandshake) {
  RequestExpectation expected;
  expected.same_names_as = "first";
  expected.same_algorithms_as = "first";
  expected.well_formed = false;
  const std::string sent = "met CertificateRequest: sent / sent (handshake)";
  EXPECT_THAT(Results(expected, kTwoNames, {Observed("first").Request({"CN=A", "CN=B,O=X"})}),
              ElementsAre(sent, "met CA names: the same as in handshake 'first' / the same",
                          "met signature algorithms: the same as in handshake 'first' / the same"));
  EXPECT_THAT(
      Results(expected, kTwoNames, {Observed("first").Request({"CN=B,O=X", "CN=A"}, {0x0403})}),
      ElementsAre(sent,
                  "unmet CA names: the same as in handshake 'first' / here: \"CN=A\", "
                  "\"CN=B,O=X\"; there: \"CN=B,O=X\", \"CN=A\"",
                  "unmet signature algorithms: the same as in handshake 'first' / here: "
                  "ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256; there: "
                  "ecdsa_secp256r1_sha256"));
  EXPECT_THAT(Results(expected, kTwoNames, {Observed("first")}),
              ElementsAre(sent,
                          "unmet CA names: the same as in handshake 'first' / that handshake saw "
                          "no request",
                          "unmet signature algorithms: the same as in handshake 'first' / that "
                          "handshake saw no request"));
}

/// TLS 1.2: a handshake without a request, then one with it after the HTTP request.
Observed Renegotiated() {
  Observed seen;
  seen.Version(kTls12).Add(attempt::RequestSent{10, true});
  return seen.Request({"CN=A"});
}

TEST(MatchRequest, ComparesTheTime) {
  RequestExpectation expected;
  expected.when = "renegotiation";
  expected.well_formed = false;
  EXPECT_THAT(Results(expected, Renegotiated()),
              ElementsAre("met CertificateRequest: sent / sent (renegotiation)",
                          "met time: renegotiation / renegotiation"));
  EXPECT_THAT(Results(expected, kTwoNames),
              ElementsAre("met CertificateRequest: sent / sent (handshake)",
                          "unmet time: renegotiation / handshake"));
}

}  // namespace
}  // namespace shakedown::scenario
