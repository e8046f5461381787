#include "diagnosis/cause.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace shakedown::diagnosis {
namespace {

TEST(Cause, EveryPublishedIdIsInTheCatalogue) {
  for (const char* id : {"client.no-identity",
                         "client.identity-unusable",
                         "client.issuer-not-listed",
                         "client.chain-gap",
                         "client.name-encoding",
                         "client.key-not-accepted",
                         "client.chain-signature-not-accepted",
                         "client.withheld",
                         "server.no-request",
                         "server.no-request-sni",
                         "server.host-mismatch",
                         "server.late-request",
                         "server.resumed-session",
                         "server.request-too-large",
                         "server.request-malformed",
                         "server.empty-ca-list",
                         "server.misconfigured-trust",
                         "certificate.untrusted-issuer",
                         "certificate.self-signed",
                         "certificate.missing-intermediate",
                         "certificate.expired",
                         "certificate.not-yet-valid",
                         "certificate.too-deep",
                         "certificate.wrong-purpose",
                         "certificate.revoked",
                         "certificate.revocation-unknown",
                         "certificate.weak",
                         "certificate.proof-failed",
                         "certificate.unsupported-shape",
                         "certificate.not-authorised",
                         "path.tls-terminated",
                         "path.intercepted",
                         "path.proxy-refused",
                         "path.plain-http",
                         "path.starttls-missing",
                         "path.unreachable",
                         "path.no-common-version",
                         "path.no-common-cipher",
                         "path.no-common-alpn",
                         "path.unknown-name",
                         "path.closed-without-reason",
                         "server-certificate.untrusted",
                         "server-certificate.expired",
                         "server-certificate.name-mismatch",
                         "accepted",
                         "undetermined"}) {
    EXPECT_NE(FindCause(id), nullptr) << id;
  }
  EXPECT_EQ(Causes().size(), 46u);
}

TEST(Cause, IdsAreUniqueAndTextsComplete) {
  std::set<std::string_view> ids;
  for (const CauseInfo& cause : Causes()) {
    EXPECT_TRUE(ids.insert(cause.id).second) << cause.id;
    EXPECT_FALSE(cause.summary.empty()) << cause.id;
    EXPECT_FALSE(cause.summary.ends_with('.')) << cause.id;
    EXPECT_LE(cause.summary.size(), 110u) << cause.id;
    EXPECT_TRUE(cause.meaning.ends_with('.')) << cause.id;
    EXPECT_GE(cause.meaning.size(), 80u) << cause.id;
    EXPECT_FALSE(cause.settled_by.empty()) << cause.id;
    for (const std::string_view text : {cause.summary, cause.meaning, cause.settled_by}) {
      EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c >= 32 && c < 127; }))
          << cause.id;
    }
  }
}

TEST(Cause, FaultIsThePartyThatHasToChangeSomething) {
  EXPECT_EQ(FindCause("client.name-encoding")->fault, Fault::kCertificate);
  EXPECT_EQ(FindCause("certificate.untrusted-issuer")->fault, Fault::kClient);
  EXPECT_EQ(FindCause("certificate.too-deep")->fault, Fault::kServer);
  EXPECT_EQ(FindCause("server.host-mismatch")->fault, Fault::kClient);
  EXPECT_EQ(FindCause("path.closed-without-reason")->fault, Fault::kServer);
  EXPECT_EQ(FindCause("accepted")->fault, Fault::kNobody);
}

TEST(Cause, UnknownIdsAreNotFound) {
  EXPECT_EQ(FindCause(""), nullptr);
  EXPECT_EQ(FindCause("certificate.expire"), nullptr);
  EXPECT_EQ(FindCause("Certificate.expired"), nullptr);
}

TEST(Cause, WordsAreThoseOfTheReports) {
  EXPECT_STREQ(ToString(Certainty::kLikely), "likely");
  EXPECT_STREQ(ToString(Fault::kNobody), "none");
  EXPECT_STREQ(ToString(Fault::kCertificate), "certificate");
}

}  // namespace
}  // namespace shakedown::diagnosis
