#include "diagnosis/dialect.h"

#include <gtest/gtest.h>

#include "tests/support/trace_builder.h"

namespace shakedown::diagnosis {
namespace {

using testing_support::Hand;
using tls::AlertDescription;
using tls::Version;

tls::CertificateRequest RequestBy(Hand hand) {
  tls::CertificateRequest request;
  request.signature_algorithms = testing_support::SchemesOf(hand);
  return request;
}

TEST(Dialect, HandwritingTellsTheStack) {
  EXPECT_EQ(StackOf(RequestBy(Hand::kOpenSsl)), Stack::kOpenSsl);
  EXPECT_EQ(StackOf(RequestBy(Hand::kGo)), Stack::kGo);
  EXPECT_EQ(StackOf(RequestBy(Hand::kGnuTls)), Stack::kGnuTls);
  EXPECT_EQ(StackOf(RequestBy(Hand::kJdk)), Stack::kJdk);
}

TEST(Dialect, ListsMadeByHandStayUnknown) {
  EXPECT_EQ(StackOf({}), Stack::kUnknown);
  EXPECT_EQ(StackOf(RequestBy(Hand::kUnknown)), Stack::kUnknown);
  tls::CertificateRequest shuffled = RequestBy(Hand::kOpenSsl);
  std::swap(shuffled.signature_algorithms[0], shuffled.signature_algorithms[14]);
  EXPECT_EQ(StackOf(shuffled), Stack::kUnknown);
}

attempt::HttpReply ReplyOf(const std::string& server, const std::string& title = "") {
  attempt::HttpReply reply;
  reply.status = 400;
  if (!server.empty()) reply.headers.emplace_back("server", server);
  reply.title = title;
  return reply;
}

TEST(Dialect, HeadersAndPagesTellTheProduct) {
  EXPECT_EQ(ProductOf(ReplyOf("nginx/1.22.1")), Product::kNginx);
  EXPECT_EQ(ProductOf(ReplyOf("openresty/1.21")), Product::kNginx);
  EXPECT_EQ(ProductOf(ReplyOf("Apache/2.4.71 (Debian)")), Product::kApache);
  EXPECT_EQ(ProductOf(ReplyOf("Caddy")), Product::kCaddy);
  EXPECT_EQ(ProductOf(ReplyOf("Microsoft-IIS/10.0")), Product::kIis);
  EXPECT_EQ(ProductOf(ReplyOf("", "400 The SSL certificate error")), Product::kNginx);
  EXPECT_EQ(ProductOf(ReplyOf("", "400 Bad Request")), Product::kUnknown);
  EXPECT_EQ(ProductOf(ReplyOf("gateway")), Product::kUnknown);
}

TEST(Dialect, OneAlertMeansDifferentThings) {
  const auto read = [](AlertDescription alert, Stack stack) { return ReadAlert(alert, stack); };
  // Go says 42 for everything, OpenSSL for a handful of things.
  EXPECT_TRUE(read(AlertDescription::kBadCertificate, Stack::kGo).Has(Ailment::kExpired));
  EXPECT_FALSE(read(AlertDescription::kBadCertificate, Stack::kOpenSsl).Has(Ailment::kExpired));
  EXPECT_TRUE(read(AlertDescription::kBadCertificate, Stack::kOpenSsl).Has(Ailment::kWeak));
  EXPECT_TRUE(read(AlertDescription::kCertificateUnknown, Stack::kJdk).Has(Ailment::kSelfSigned));
  EXPECT_FALSE(
      read(AlertDescription::kCertificateUnknown, Stack::kOpenSsl).Has(Ailment::kSelfSigned));
  EXPECT_TRUE(read(AlertDescription::kAccessDenied, Stack::kGnuTls).Has(Ailment::kUnknownIssuer));
  EXPECT_EQ(read(AlertDescription::kInternalError, Stack::kOpenSsl), AilmentSet{Ailment::kTooDeep});
  EXPECT_EQ(read(AlertDescription::kInternalError, Stack::kGnuTls),
            AilmentSet{Ailment::kWrongPurpose});
}

TEST(Dialect, RevokedIsSaidAlikeEverywhere) {
  for (const Stack stack :
       {Stack::kUnknown, Stack::kOpenSsl, Stack::kGo, Stack::kGnuTls, Stack::kJdk}) {
    EXPECT_EQ(ReadAlert(AlertDescription::kCertificateRevoked, stack),
              AilmentSet{Ailment::kRevoked});
    EXPECT_TRUE(ReadAlert(AlertDescription::kCertificateRequired, stack).empty());
  }
}

TEST(Dialect, AnUnknownStackMayMeanWhatAnyStackMeans) {
  for (int code = 40; code <= 51; ++code) {
    const auto alert = static_cast<AlertDescription>(code);
    const AilmentSet any = ReadAlert(alert, Stack::kUnknown);
    for (const Stack stack : {Stack::kOpenSsl, Stack::kGo, Stack::kGnuTls, Stack::kJdk}) {
      const AilmentSet one = ReadAlert(alert, stack);
      for (int i = 0; i < kAilments; ++i) {
        const auto ailment = static_cast<Ailment>(i);
        EXPECT_TRUE(any.Has(ailment) || !one.Has(ailment)) << code << ToString(stack) << i;
      }
    }
  }
}

TEST(Dialect, MissingCertificatesHaveCodesOfTheirOwn) {
  EXPECT_TRUE(MeansMissingCertificate(AlertDescription::kCertificateRequired, Stack::kOpenSsl,
                                      Version::kTls13));
  EXPECT_TRUE(MeansMissingCertificate(AlertDescription::kHandshakeFailure, Stack::kOpenSsl,
                                      Version::kTls12));
  EXPECT_FALSE(MeansMissingCertificate(AlertDescription::kHandshakeFailure, Stack::kOpenSsl,
                                       Version::kTls13));
  EXPECT_TRUE(
      MeansMissingCertificate(AlertDescription::kBadCertificate, Stack::kGo, Version::kTls13));
  EXPECT_FALSE(
      MeansMissingCertificate(AlertDescription::kBadCertificate, Stack::kOpenSsl, Version::kTls13));
  EXPECT_TRUE(
      MeansMissingCertificate(AlertDescription::kDecodeError, Stack::kGnuTls, Version::kTls12));
  EXPECT_FALSE(
      MeansMissingCertificate(AlertDescription::kDecodeError, Stack::kGnuTls, Version::kTls13));
}

}  // namespace
}  // namespace shakedown::diagnosis
