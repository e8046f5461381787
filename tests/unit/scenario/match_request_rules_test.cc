#include "scenario/match_request_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/hex.h"
#include "scenario/loader.h"
#include "tls/distinguished_name.h"

namespace shakedown::scenario {
namespace {

using testing::HasSubstr;

/// A request as it was seen, sound as it stands.
struct Seen {
  tls::CertificateRequest request;
  attempt::Message message;
  attempt::RequestTime when = attempt::RequestTime::kHandshake;

  Seen() {
    request.version = tls::Version::kTls13;
    request.has_signature_algorithms = true;
    request.signature_algorithms = {tls::SignatureScheme{0x0403}};
    request.extensions = {{tls::ExtensionType::kSignatureAlgorithms, {}, 0}};
    request.ca_names = {*tls::NameFromText("CN=A"), *tls::NameFromText("CN=B")};
  }
};

std::string Breach(std::string_view rule, const Seen& seen) {
  const CheckResult result =
      MatchRequestRule(rule, {&seen.request, &seen.message, seen.when, 0}, "first");
  EXPECT_EQ(result.handshake, "first");
  EXPECT_FALSE(result.what.empty());
  EXPECT_FALSE(result.expected.empty());
  return result.met ? "" : result.observed;
}

TEST(MatchRequestRules, ASoundRequestKeepsAll) {
  for (const std::string& rule : words::kRequestRules) EXPECT_EQ(Breach(rule, {}), "") << rule;
}

TEST(MatchRequestRules, AnUnknownRuleIsNotKept) { EXPECT_EQ(Breach("order", {}), "'order'"); }

TEST(MatchRequestRules, ContextIsEmptyButAfterTheHandshake) {
  Seen seen;
  seen.request.context = {1, 2};
  EXPECT_THAT(Breach("context", seen), HasSubstr("2 octets"));
  seen.when = attempt::RequestTime::kPostHandshake;
  EXPECT_EQ(Breach("context", seen), "");
}

TEST(MatchRequestRules, AlgorithmsAreThereAndNotEmpty) {
  Seen seen;
  seen.request.signature_algorithms.clear();
  EXPECT_EQ(Breach("algorithms", seen), "an empty list");
  seen.request.has_signature_algorithms = false;
  EXPECT_EQ(Breach("algorithms", seen), "no list at all");
  seen.request.version = tls::Version::kTls11;
  EXPECT_EQ(Breach("algorithms", seen), "");
}

TEST(MatchRequestRules, TypesAreThoseOfSignatures) {
  Seen seen;
  seen.request.version = tls::Version::kTls12;
  EXPECT_EQ(Breach("types", seen), "an empty list");
  seen.request.certificate_types = {tls::ClientCertificateType{64}, tls::ClientCertificateType{66}};
  EXPECT_EQ(Breach("types", seen), "ecdsa_fixed_ecdh");
}

TEST(MatchRequestRules, NamesComeOnceAndAreNotTooLong) {
  Seen twice;
  twice.request.ca_names.push_back(twice.request.ca_names.front());
  EXPECT_EQ(Breach("names", twice), "twice: CN=A");
  Seen many;
  for (int i = 0; i < 800; ++i) {
    many.request.ca_names.push_back(*tls::NameFromText("CN=Name number " + std::to_string(i)));
  }
  EXPECT_THAT(Breach("names", many), HasSubstr("octets of names"));
  Seen broken;
  broken.message.errors = {{DecodeErrorKind::kBadDer, "certificate_authorities", 9, ""}};
  EXPECT_THAT(Breach("names", broken), HasSubstr("certificate_authorities at offset 9"));
}

TEST(MatchRequestRules, ExtensionsStandWhereTheyMay) {
  Seen seen;
  seen.request.extensions.push_back({tls::ExtensionType::kSignatureAlgorithms, {}, 9});
  EXPECT_EQ(Breach("extensions", seen), "twice: signature_algorithms");
  seen.request.extensions = {{tls::ExtensionType::kKeyShare, {}, 0}};
  EXPECT_THAT(Breach("extensions", seen), HasSubstr("out of place: key_share"));
  seen.request.extensions = {{tls::ExtensionType{0x0A0A}, {}, 0}};
  EXPECT_EQ(Breach("extensions", seen), "");
}

TEST(MatchRequestRules, FiltersCanBeMet) {
  const Bytes usage = *FromHex("0603551d25");
  Seen seen;
  seen.request.oid_filters = {{usage, *FromHex("300a06082b06010505070302")}};
  EXPECT_EQ(Breach("filters", seen), "");
  seen.request.oid_filters = {{usage, *FromHex("30060604551d2500")}};
  EXPECT_THAT(Breach("filters", seen), HasSubstr("anyExtendedKeyUsage"));
  seen.request.oid_filters = {{usage, {}}, {usage, {}}};
  EXPECT_THAT(Breach("filters", seen), HasSubstr("an OID comes twice"));
}

}  // namespace
}  // namespace shakedown::scenario
