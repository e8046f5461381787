#include "diagnosis/served_client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/served.h"

namespace shakedown::diagnosis {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using namespace testing_support;  // NOLINT: hellos of the real stacks

std::vector<std::string> Ids(const std::vector<ClientFit>& fits) {
  std::vector<std::string> ids;
  for (const ClientFit& fit : fits) ids.emplace_back(fit.id);
  return ids;
}

std::vector<std::string> IdsFor(const tls::ClientHello& hello, const std::string& agent) {
  attempt::ServedRequest request;
  request.user_agent = agent;
  return Ids(FitClients(hello, &request));
}

TEST(ServedClient, TellsTheLibrariesApartByTheirHello) {
  EXPECT_EQ(EngineOf(GoHello()).engine, "go");
  EXPECT_EQ(EngineOf(CurlHello()).engine, "openssl");
  EXPECT_EQ(EngineOf(WgetHello()).engine, "gnutls");
  EXPECT_EQ(EngineOf(JavaHello()).engine, "jsse");
  EXPECT_EQ(EngineOf(ChromiumHello()).engine, "boringssl");
  EXPECT_EQ(EngineOf(FirefoxHello()).engine, "nss");
}

TEST(ServedClient, KnowsNothingOfAHelloLikeNoOther) {
  const tls::ClientHello hello = HelloWith({0xc02f}, {13});
  EXPECT_EQ(EngineOf(hello).engine, "");
  EXPECT_TRUE(FitClients(hello, nullptr).empty());
}

TEST(ServedClient, IsNarrowedByItsOwnWords) {
  EXPECT_THAT(IdsFor(CurlHello(), "curl/7.88.1"), ElementsAre("curl-openssl"));
  EXPECT_THAT(IdsFor(WgetHello(), "Wget/1.21.3"), ElementsAre("gnutls-auto"));
  EXPECT_THAT(IdsFor(GoHello(), "Go-http-client/1.1"), ElementsAre("go"));
  EXPECT_THAT(IdsFor(JavaHello(), "Java/17.0.15"),
              ElementsAre("java-sunx509", "java-pkix", "java-sunx509-26"));
  EXPECT_THAT(IdsFor(ChromiumHello(), "Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0 Safari/537.36"),
              ElementsAre("chromium-linux"));
  EXPECT_THAT(IdsFor(FirefoxHello(), "Mozilla/5.0 (X11; rv:153.0) Gecko/20100101 Firefox/153.0"),
              ElementsAre("firefox-desktop"));
}

TEST(ServedClient, IsLikelyWhereHelloAndWordsAgree) {
  attempt::ServedRequest request;
  request.user_agent = "curl/7.88.1";
  const std::vector<ClientFit> fits = FitClients(CurlHello(), &request);
  ASSERT_EQ(fits.size(), 1u);
  EXPECT_EQ(fits[0].certainty, Certainty::kLikely);
  EXPECT_THAT(fits[0].because, HasSubstr("curl/7.88.1"));
}

TEST(ServedClient, DoesNotBelieveWordsAgainstTheHello) {
  EXPECT_THAT(IdsFor(GoHello(), "curl/7.88.1"), ElementsAre("go"));
}

TEST(ServedClient, IsNoStackThatWouldHaveOfferedLateAuthenticationOtherwise) {
  const std::vector<std::string> ids = Ids(FitClients(CurlHello(), nullptr));
  EXPECT_THAT(ids, Contains("curl-openssl"));
  EXPECT_THAT(ids, Not(Contains("node")));
  tls::ClientHello without = CurlHello();
  without.post_handshake_auth = false;
  EXPECT_THAT(Ids(FitClients(without, nullptr)), Not(Contains("curl-openssl")));
  EXPECT_THAT(Ids(FitClients(without, nullptr)), Contains("node"));
}

TEST(ServedClient, HasANameForSentences) {
  EXPECT_EQ(ClientText({}), "the client");
  EXPECT_EQ(ClientText(FitClients(GoHello(), nullptr)), "Go crypto/tls, net/http");
  EXPECT_EQ(ClientText(FitClients(CurlHello(), nullptr)), "the OpenSSL client");
}

}  // namespace
}  // namespace shakedown::diagnosis
