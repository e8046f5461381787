#include "scenario/value.h"

#include <gtest/gtest.h>

#include "scenario/loader.h"

namespace shakedown::scenario {
namespace {

using enum ValueKind;

struct Values {
  ValueKind kind;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

const Values kValues[] = {
    {kNamespace, {"urn:shakedown:suite:1"}, {"", "urn:shakedown:suite:2"}},
    {kTitle, {"x", " x "}, {"", "  "}},
    {kSlug,
     {"a", "1", "no-certificate", "a.b_c-9"},
     {"", "A", "-a", ".a", "a b", "a/b", "\xC3\xA4"}},
    {kSlugs, {"a", " a  b "}, {"", " ", "a B"}},
    {kVariableName, {"a", "_", "A.b-c_1"}, {"", "1a", ".a", "a b", "a}"}},
    {kAxisValues, {"1 2", "p-256"}, {"", " "}},
    {kBoolean, {"yes", "no"}, {"", "true", "1", "Yes"}},
    {kOutcome, {"accepted", "refused", "no-verdict"}, {"", "rejected", "refused accepted"}},
    {kNameMatch, {"contains", "exact", "ordered", "empty", "not-empty"}, {"", "some"}},
    {kCapabilities,
     {"trusted-issuer", "crl !http", "var:a.b", "!var:x"},
     {"", "crls", "var:", "var:1", "!", "!!crl"}},
    {kSourceList, {"RFC 9846 4.4.2", "a, b"}, {"", "a,", ",a", "a,,b"}},
    {kVersions, {"1.2", "1.2 1.3", "1.2-1.3 1.0"}, {"", "1.4", "1.3-1.2", "TLSv1.2", "1.2,1.3"}},
    {kVersionRange, {"1.0", "1.2-1.3", "1.2-1.2"}, {"", "1.2 1.3", "1.3-1.2", "1.2-", "2"}},
    {kVersion, {"1.0", "1.1", "1.2", "1.3"}, {"", "1.2-1.3", "TLSv1.3"}},
    {kDuration, {"-1d", "0s", "20s", "500ms"}, {"", "20", "s", "1y", "1.5s"}},
    {kWait, {"0s", "20s"}, {"", "-1s", "20"}},
    {kCount, {"0", "9"}, {"", "10", "-1", "a"}},
    {kTargetUrl,
     {"https://a.test:8443/x", "tls://a.test:1", "a.test"},
     {"", "gopher://a.test", "https://"}},
    {kEndpoint, {"a.test:1", "[::1]:8443"}, {"", "a.test", "a.test:0", "a.test:70000"}},
    {kHops,
     {"direct", "http://p.test:3128", "http://p.test:1 http://q.test:2",
      "https://bob:env:PASS@p.test:1 socks5h://q.test:2 proxy-v2:", "socks5://[::1]:1"},
     {"", "direct http://p.test:1", "ftp://p.test", "socks4://p.test:1", "proxy-v3:"}},
    {kSecret, {"env:X", "file:a b"}, {"", "env:", "hunter2", "pass:x"}},
    {kIdentities, {"none", "a b", "alice-p-256"}, {"", " ", "Alice"}},
    {kServerNames, {"", "a.test", "a.test b.test", "A.Test."}, {" ", "\xC3\xA4.test"}},
    {kHostName, {"", "a.test"}, {"a b", "\xC3\xA4"}},
    {kHostField, {"a.test:8443", "[::1]"}, {"", "a b"}},
    {kHttpToken, {"GET", "X-Y_z!"}, {"", "a b", "a:", "\xC3\xA4"}},
    {kHttpPath, {"/", "/a?b=c"}, {"", "a", "/a b"}},
    {kRequestTarget, {"https://a.test/", "a.test:1", "*"}, {"", "a b", "a\r"}},
    {kHeaderForm, {"folded", "unicode-dash"}, {"", "plain"}},
    {kOctets, {"0", "15000"}, {"", "-1", "15001", "1k", "999999"}},
    {kPeerProtocols, {"h2 http/1.1"}, {"", "h3"}},
    {kHttpPaths, {"/a /b"}, {"", "/a b"}},
    {kHeaderValue, {"", "a b", "\xC3\xA4"}, {"a\nb", "a\r"}},
    {kLibraryList,
     {"X25519:P-256", "ECDHE+AESGCM:!aNULL", "DEFAULT@SECLEVEL=0"},
     {"", "a b", "a;b"}},
    {kFlaw, {"good", "sha-1", "name-reencoded"}, {"", "bad", "kGood"}},
    {kDefect, {"eku-email", "intermediate-not-ca"}, {"", "none"}},
    {kIssuer, {"trusted", "untrusted", "twin", "other", "server"}, {"", "mine"}},
    {kKeyKind, {"p-256", "rsa-pss", "ed448"}, {"", "P-256", "rsa"}},
    {kBehaviour, {"none", "late"}, {"", "apache"}},
    {kTrust, {"trusted", "other", "nothing"}, {"", "trusted other"}},
    {kAnnounce, {"trusted other", "nothing"}, {"", "twin"}},
    {kDamage, {"wrong-key", "split-client-hello"}, {"", "none"}},
    {kDamageMessage, {"certificate", "finished"}, {"", "server-hello"}},
    {kDamageTime, {"handshake", "post-handshake"}, {"", "renegotiation"}},
    {kLayer, {"connect", "tls", "http"}, {"", "none", "tcp"}},
    {kRequestTime, {"handshake", "renegotiation", "post-handshake"}, {"", "late"}},
    {kSignatureScheme, {"ecdsa_secp256r1_sha256", "0x0403", "dsa_sha256"}, {"", "ecdsa", "0x"}},
    {kRenegotiationFates, {"none", "refused done"}, {"", "over"}},
    {kRequestRules, {"context", "names filters"}, {"", "name"}},
    {kSignatureSchemes, {"ed25519 0x0804"}, {"", "ed25519 x"}},
    {kCertificateType, {"rsa_sign", "0x40"}, {"", "rsa"}},
    {kCertificateTypes, {"rsa_sign ecdsa_sign"}, {"", "rsa_sign x"}},
    {kDistinguishedName, {"CN=A", "CN=A\\, B,O=C"}, {"", "A", "CN"}},
    {kAlternativeNames,
     {"dns:a.test", "email:a%00@b uri:x ip:::1 rid:1.2.3"},
     {"", "a.test", "dns:", "ip:x"}},
    {kSerial, {"01", "01A4"}, {"", "1", "xy"}},
    {kPresented,
     {"chain", "2 1 root", "other:leaf*20", "nothing"},
     {"", "0", "tree", "nothing 1", "leaf*0", "X:leaf"}},
    {kCauses, {"accepted", "client.no-identity certificate.expired"}, {"", "client.none"}},
    {kEnforcements, {"optional", "required-tls required-http"}, {"", "required"}},
    {kAlerts, {"none", "48", "unknown_ca certificate_required"}, {"", "256", "unknown-ca"}},
    {kStatuses, {"400", "4??", "200 ???"}, {"", "40", "4*", "4000", "abc"}},
};

TEST(CheckValue, AcceptsWhatFitsAndRefusesTheRest) {
  for (const Values& values : kValues) {
    for (const std::string& good : values.good) {
      const auto problem = CheckValue(values.kind, good);
      EXPECT_FALSE(problem) << "kind " << static_cast<int>(values.kind) << " '" << good
                            << "': " << (problem ? problem->message : "");
    }
    for (const std::string& bad : values.bad) {
      EXPECT_TRUE(CheckValue(values.kind, bad))
          << "kind " << static_cast<int>(values.kind) << " '" << bad << "'";
    }
  }
}

TEST(CheckValue, AcceptsEveryWordOfItsVocabulary) {
  for (int i = 0; i <= static_cast<int>(kStatuses); ++i) {
    const auto kind = static_cast<ValueKind>(i);
    for (const std::string& word : Vocabulary(kind)) {
      EXPECT_FALSE(CheckValue(kind, word)) << word;
    }
  }
}

TEST(CheckValue, PointsAtTheWrongWord) {
  const auto problem = CheckValue(kCauses, "accepted  client.no-identiy");
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->at, 10U);
  EXPECT_EQ(problem->message, "'client.no-identiy' is not a cause");
  EXPECT_EQ(problem->hint, "did you mean 'client.no-identity'?");
}

TEST(CheckValue, ListsShortVocabulariesIfNothingIsNear) {
  const auto problem = CheckValue(kIssuer, "x");
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->hint, "one of: trusted, untrusted, twin, issuing, other, server");
}

TEST(CheckValue, NeverRepeatsWhatMayBeAPassphrase) {
  const auto problem = CheckValue(kSecret, "hunter2");
  ASSERT_TRUE(problem);
  EXPECT_EQ((problem->message + problem->hint).find("hunter2"), std::string::npos);
}

TEST(CheckValue, ShowsHostileValuesHarmless) {
  const auto problem = CheckValue(kOutcome, "\x1B[31m" + std::string(500, 'x'));
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->message.find('\x1B'), std::string::npos);
  EXPECT_LT(problem->message.size(), 150U);
}

TEST(Vocabulary, HasNoWordTwiceAndNoNumberForm) {
  for (int i = 0; i <= static_cast<int>(kStatuses); ++i) {
    const auto& words = Vocabulary(static_cast<ValueKind>(i));
    std::vector<std::string> sorted = words;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(std::unique(sorted.begin(), sorted.end()), sorted.end()) << i;
    for (const std::string& word : words) {
      EXPECT_EQ(word.find_first_of("( )"), std::string::npos) << word;
    }
  }
}

}  // namespace
}  // namespace shakedown::scenario
