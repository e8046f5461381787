#include "diagnosis/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/diagnosis/expect_diagnosis.h"

namespace shakedown::diagnosis {
namespace {

using ::testing::HasSubstr;
using namespace testing_support;

TEST(ClientNoIdentity, IsCertainInEveryDialectsOwnWords) {
  const std::pair<const char*, attempt::Attempt> cases[] = {
      {"nginx 1.3", Story().Asks().PresentsNothing().Ticket().NginxMissing()},
      {"nginx 1.2", Story::Tls12().Asks().PresentsNothing().NginxMissing()},
      {"OpenSSL 1.3", Story().Asks().PresentsNothing().Alert(116)},
      {"OpenSSL 1.2", Story::Tls12().Asks().PresentsNothing().Alert(40)},
      {"OpenSSL after the request", Story().Asks().PresentsNothing().Requests().Alert(116)},
      {"Go", Story().Asks({"CN=A"}, Hand::kGo).PresentsNothing().Alert(42)},
      {"JDK 1.3", Story().Asks({"CN=A"}, Hand::kJdk).PresentsNothing().Alert(116)},
      {"JDK 1.2", Story::Tls12().Asks({"CN=A"}, Hand::kJdk).PresentsNothing().Alert(40)},
      {"GnuTLS 1.2", Story::Tls12().Asks({"CN=A"}, Hand::kGnuTls).PresentsNothing().Alert(50)},
      {"GnuTLS 1.3", Story().Asks({"CN=A"}, Hand::kGnuTls).PresentsNothing().Alert(116)},
      {"remapped by error_page", Story().Asks().PresentsNothing().Replies(496)},
  };
  for (const auto& [name, attempt] : cases) {
    SCOPED_TRACE(name);
    const Diagnosis diagnosis = Explain(attempt);
    EXPECT_EQ(Verdict(diagnosis), "client.no-identity (certain)");
    EXPECT_EQ(diagnosis.outcome, Outcome::kRefused);
  }
}

TEST(ClientNoIdentity, IsOnlyLikelyWhenTheWordsFitOtherThingsToo) {
  // Java's HttpsServer and mod_gnutls say nothing at all; an application's 403 may be about
  // anything.
  EXPECT_EQ(Verdict(Explain(Story().Asks({"CN=A"}, Hand::kJdk).PresentsNothing().Closes())),
            "client.no-identity (likely)");
  EXPECT_EQ(Verdict(Explain(Story().Asks().PresentsNothing().Replies(403))),
            "client.no-identity (likely)");
  EXPECT_EQ(Verdict(Explain(Story().Asks().PresentsNothing().Alert(80))),
            "client.no-identity (likely)");
}

TEST(ClientNoIdentity, NamesTheAuthoritiesAndPointsAtTheEvents) {
  const attempt::Attempt attempt =
      Story().Asks({"CN=Trusted Root", "CN=Other Root"}).PresentsNothing().NginxMissing();
  const Diagnosis diagnosis = Explain(attempt);
  EXPECT_THAT(diagnosis.cause.explanation, HasSubstr("'CN=Trusted Root', 'CN=Other Root'"));
  ASSERT_EQ(diagnosis.cause.evidence.size(), 3u);
  for (const Evidence& evidence : diagnosis.cause.evidence) EXPECT_GE(evidence.event, 0);
  EXPECT_THAT(diagnosis.cause.evidence[1].text, HasSubstr("empty Certificate"));
  EXPECT_EQ(diagnosis.enforcement, Enforcement::kRequiredHttp);
  EXPECT_EQ(diagnosis.layer, Layer::kHttp);
}

TEST(ClientNoIdentity, IsNotSaidWhereNobodyAsked) {
  for (const attempt::Attempt& attempt :
       {Story().Finishes().NginxMissing().Done(), Story().Hello().Alert(40).Done(),
        Story().Asks().PresentsNothing().Replies(421).Done(),
        Story().Asks().PresentsNothing().Replies(200).Done()}) {
    const Diagnosis diagnosis = Explain(attempt);
    EXPECT_NE(diagnosis.cause.id, "client.no-identity");
    EXPECT_EQ(Alternative(diagnosis, "client.no-identity"), nullptr);
  }
}

TEST(ClientIdentityUnusable, SaysWhyAndWhatRepairsIt) {
  attempt::IdentityFacts identity;
  identity.present = true;
  identity.unusable = Error(ErrorCode::kKeyMismatch, "key and certificate do not belong together")
                          .WithHint("compare the public keys");
  const Diagnosis diagnosis = Explain(Story().As(identity));
  EXPECT_EQ(Verdict(diagnosis), "client.identity-unusable (certain)");
  EXPECT_EQ(diagnosis.outcome, Outcome::kNoVerdict);
  EXPECT_THAT(diagnosis.cause.summary, HasSubstr("do not belong together"));
  EXPECT_THAT(diagnosis.cause.fixes.front(), HasSubstr("compare the public keys"));
  EXPECT_THAT(diagnosis.observed, HasSubstr("nothing was sent"));
}

tls::CertificateRequest RsaOnly() {
  tls::CertificateRequest request;
  request.has_signature_algorithms = true;
  for (const int scheme : {0x0804, 0x0401}) {
    request.signature_algorithms.push_back(static_cast<tls::SignatureScheme>(scheme));
  }
  request.ca_names.push_back(Dn("CN=Trusted Root"));
  return request;
}

TEST(ClientKeyNotAccepted, IsProvenByListAndKey) {
  const Diagnosis diagnosis =
      Explain(Story().As(Alice()).AsksWith(RsaOnly()).PresentsNothing().NginxMissing());
  EXPECT_EQ(Verdict(diagnosis), "client.key-not-accepted (certain)");
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("EC P-256"));
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("rsa_pss_rsae_sha256"));
  EXPECT_TRUE(diagnosis.alternatives.empty());
}

TEST(ClientKeyNotAccepted, KnowsThatTls13BindsTheCurveAndNeedsPss) {
  attempt::IdentityFacts p384 = Alice();
  p384.chain.front().key = {attempt::KeyType::kEc, 384, "P-384"};
  tls::CertificateRequest p256_only = RsaOnly();
  p256_only.signature_algorithms = {static_cast<tls::SignatureScheme>(0x0403)};
  EXPECT_EQ(Verdict(Explain(Story().As(p384).AsksWith(p256_only).PresentsNothing().Alert(116))),
            "client.key-not-accepted (certain)");
  // In TLS 1.2 the same list takes any curve, so the key is not the reason.
  EXPECT_NE(
      Explain(Story::Tls12().As(p384).AsksWith(p256_only).PresentsNothing().Alert(40)).cause.id,
      "client.key-not-accepted");
  attempt::IdentityFacts rsa = Alice();
  rsa.chain.front().key = {attempt::KeyType::kRsa, 2048, ""};
  tls::CertificateRequest pkcs1 = RsaOnly();
  pkcs1.signature_algorithms = {static_cast<tls::SignatureScheme>(0x0401)};
  EXPECT_EQ(Verdict(Explain(Story().As(rsa).AsksWith(pkcs1).PresentsNothing().Alert(116))),
            "client.key-not-accepted (certain)");
}

TEST(ClientKeyNotAccepted, IsNotGuessedForAnUnknownKind) {
  attempt::IdentityFacts odd = Alice();
  odd.chain.front().key = {attempt::KeyType::kOther, 0, ""};
  EXPECT_NE(Explain(Story().As(odd).AsksWith(RsaOnly()).PresentsNothing().Alert(116)).cause.id,
            "client.key-not-accepted");
}

TEST(ClientKeyNotAccepted, CertificateTypesCountInTls12) {
  tls::CertificateRequest request = RsaOnly();
  request.signature_algorithms = SchemesOf(Hand::kOpenSsl);
  request.certificate_types = {static_cast<tls::ClientCertificateType>(1)};
  EXPECT_EQ(
      Verdict(Explain(Story::Tls12().As(Alice()).AsksWith(request).PresentsNothing().Alert(40))),
      "client.key-not-accepted (likely)");
}

TEST(ClientChainSignature, IsReadFromTheListOfItsOwn) {
  tls::CertificateRequest request = RsaOnly();
  request.signature_algorithms = SchemesOf(Hand::kOpenSsl);
  request.signature_algorithms_cert = {static_cast<tls::SignatureScheme>(0x0804)};
  const Diagnosis diagnosis =
      Explain(Story().As(Alice()).AsksWith(request).PresentsNothing().Alert(116));
  EXPECT_EQ(Verdict(diagnosis), "client.chain-signature-not-accepted (certain)");
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("ecdsa_secp256r1_sha256"));
}

TEST(ClientIssuerNotListed, IsWhyAFilteringClientStaysSilent) {
  const Diagnosis diagnosis =
      Explain(Story().As(Mallory()).Asks({"CN=Trusted Root"}).PresentsNothing().NginxMissing());
  EXPECT_EQ(Verdict(diagnosis), "client.issuer-not-listed (likely)");
  EXPECT_THAT(diagnosis.cause.explanation, HasSubstr("'CN=Trusted Root'"));
  EXPECT_THAT(diagnosis.cause.explanation, HasSubstr("'CN=Unknown Root'"));
}

TEST(ClientChainGap, IsSeenWhenTheIntermediateIsAtHand) {
  attempt::IdentityFacts alice = Alice(1);
  alice.withheld = {alice.chain.back()};
  alice.chain.pop_back();
  const Diagnosis diagnosis =
      Explain(Story().As(alice).Asks({"CN=Trusted Root"}).PresentsNothing().NginxMissing());
  EXPECT_EQ(Verdict(diagnosis), "client.chain-gap (likely)");
  EXPECT_NE(Alternative(diagnosis, "client.issuer-not-listed"), nullptr);
  EXPECT_THAT(diagnosis.cause.fixes.front(), HasSubstr("CN=Sub CA 1"));
}

TEST(ClientNameEncoding, IsOneNameInTwoEncodings) {
  tls::CertificateRequest request = RsaOnly();
  request.signature_algorithms = SchemesOf(Hand::kOpenSsl);
  request.ca_names = {PrintableDn("Trusted Root")};
  const Diagnosis diagnosis =
      Explain(Story().As(Alice()).AsksWith(request).PresentsNothing().NginxMissing());
  EXPECT_EQ(Verdict(diagnosis), "client.name-encoding (likely)");
  EXPECT_THAT(AllText(diagnosis.cause), HasSubstr("in bytes"));
}

TEST(ClientWithheld, IsAllThatIsLeftWhenEverythingFits) {
  EXPECT_EQ(Verdict(Explain(Story().As(Alice()).Asks().PresentsNothing().NginxMissing())),
            "client.withheld (possible)");
}

TEST(ClientCauses, AreSilentOnceACertificateWasSent) {
  const Diagnosis diagnosis = Explain(Story().As(Mallory()).Asks().Presents().Ticket().NginxBad());
  EXPECT_FALSE(diagnosis.cause.id.starts_with("client."));
  for (const Finding& finding : diagnosis.alternatives) {
    EXPECT_FALSE(finding.id.starts_with("client.")) << finding.id;
  }
}

}  // namespace
}  // namespace shakedown::diagnosis
