#include "run/spec_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace shakedown::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

class spec_builder : public ::testing::Test {
 protected:
  spec_builder() {
    defaults_.target.endpoint = {"gate.test", 8443};
    defaults_.request = attempt::HttpRequest{};
    model_.position = {.file = "suite.xml", .line = 9, .column = 5};
  }
  Result<attempt::HandshakeSpec> Build(const std::string& tls = "") const {
    return BuildSpec(model_, tls, defaults_);
  }
  void ExpectRefused(std::string_view attribute) const {
    const Result<attempt::HandshakeSpec> spec = Build();
    ASSERT_FALSE(spec) << attribute;
    EXPECT_EQ(spec.error().code(), ErrorCode::kSuite) << attribute;
    EXPECT_EQ(spec.error().position().line, 9) << attribute;
    EXPECT_THAT(spec.error().Text(), HasSubstr(std::string(attribute)));
  }
  attempt::HandshakeSpec defaults_;
  scenario::HandshakeModel model_;
};

TEST_F(spec_builder, EmptyHandshakeIsTheDefault) {
  const Result<attempt::HandshakeSpec> spec = Build();
  ASSERT_TRUE(spec);
  EXPECT_EQ(*spec, defaults_);
}

TEST_F(spec_builder, VersionsComeFromTheHandshakeThenTheAxis) {
  EXPECT_EQ(Build("1.2")->max_version, tls::Version::kTls12);
  model_.tls = "1.1-1.3";
  const Result<attempt::HandshakeSpec> spec = Build("1.2");
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->min_version, tls::Version::kTls11);
  EXPECT_EQ(spec->max_version, tls::Version::kTls13);
}

TEST_F(spec_builder, HelloFields) {
  model_.sni = "";
  model_.alpn = "h2 http/1.1";
  model_.groups = "X25519 P-256";
  model_.signature_algorithms = "ecdsa_secp256r1_sha256:ed25519";
  model_.ciphers = "ECDHE-RSA-AES128-GCM-SHA256";
  model_.post_handshake_auth = true;
  const Result<attempt::HandshakeSpec> spec = Build();
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->sni, "");
  EXPECT_THAT(spec->alpn, ElementsAre("h2", "http/1.1"));
  EXPECT_EQ(spec->groups, "X25519:P-256");
  EXPECT_EQ(spec->signature_algorithms, "ecdsa_secp256r1_sha256:ed25519");
  EXPECT_EQ(spec->ciphers, "ECDHE-RSA-AES128-GCM-SHA256");
  EXPECT_TRUE(spec->offer_post_handshake_auth);
}

TEST_F(spec_builder, FurtherRequestsAreAsTheFirstUnlessToldOtherwise) {
  model_.host = "open.test";
  model_.path = "/first";
  model_.headers = {{"X-A", "1"}};
  model_.further_requests = {{.host = "secure.test"}, {.path = "/second", .method = "HEAD"}};
  const Result<attempt::HandshakeSpec> spec = Build();
  ASSERT_TRUE(spec);
  ASSERT_EQ(spec->further_requests.size(), 2u);
  EXPECT_EQ(spec->further_requests[0].host, "secure.test");
  EXPECT_EQ(spec->further_requests[0].path, "/first");
  EXPECT_THAT(spec->further_requests[0].headers, ElementsAre(Pair("X-A", "1")));
  EXPECT_EQ(spec->further_requests[1].host, "open.test");
  EXPECT_EQ(spec->further_requests[1].path, "/second");
  EXPECT_EQ(spec->further_requests[1].method, "HEAD");
}

TEST_F(spec_builder, HeadersAreWrittenInTheFormThatIsAskedFor) {
  model_.headers = {{"X-A", "1"},
                    {"X-A", "1", "blank-before-colon"},
                    {"X-A", "1", "tab-before-colon"},
                    {"X-A", "1", "folded"},
                    {"X-A-B", "1", "unicode-dash"}};
  model_.trailers = {{"X-T", "2"}};
  const Result<attempt::HandshakeSpec> spec = Build();
  ASSERT_TRUE(spec);
  EXPECT_THAT(spec->request->headers, ElementsAre(Pair("X-A", "1"), Pair("X-A ", "1"),
                                                  Pair("X-A\t", "1"), Pair("X-A", "\r\n 1"),
                                                  Pair("X\xE2\x80\x90"
                                                       "A\xE2\x80\x90"
                                                       "B",
                                                       "1")));
  EXPECT_THAT(spec->request->trailers, ElementsAre(Pair("X-T", "2")));
}

TEST_F(spec_builder, DoorsBesideTheGate) {
  model_.request_target = "https://other.test/";
  model_.plain = true;
  model_.request_at_once = true;
  model_.hello_padding = "6000";
  const Result<attempt::HandshakeSpec> spec = Build();
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->request->target, "https://other.test/");
  EXPECT_TRUE(spec->plain);
  EXPECT_TRUE(spec->request_at_once);
  EXPECT_EQ(spec->hello_padding, 6000u);
}

TEST_F(spec_builder, RouteAndRequest) {
  model_.connect = "127.0.0.1:9443";
  model_.via = "http://a.test:1 http://b.test:2";
  model_.host = "other.test";
  model_.method = "HEAD";
  model_.path = "/in";
  model_.headers = {{"X-One", "1"}};
  const Result<attempt::HandshakeSpec> spec = Build();
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->connect_to, (attempt::Endpoint{"127.0.0.1", 9443}));
  ASSERT_EQ(spec->via.size(), 2u);
  EXPECT_EQ(spec->via[1].endpoint.host, "b.test");
  EXPECT_EQ(spec->request->host, "other.test");
  EXPECT_EQ(spec->request->method, "HEAD");
  EXPECT_EQ(spec->request->path, "/in");
  EXPECT_THAT(spec->request->headers, ElementsAre(Pair("X-One", "1")));
}

TEST_F(spec_builder, DirectTakesDefaultProxiesAway) {
  defaults_.via = {attempt::Hop{}};
  model_.via = "direct";
  EXPECT_TRUE(Build()->via.empty());
}

TEST_F(spec_builder, NoRequestIsSentIfTheHandshakeSaysSoOrTheTargetSpeaksNoHttp) {
  model_.request = false;
  EXPECT_FALSE(Build()->request);
  EXPECT_TRUE(Build()->listen_only) << "no word of another protocol either";
  model_.request = true;
  EXPECT_FALSE(Build()->listen_only);
  model_.path = "/in";
  defaults_.request.reset();
  EXPECT_FALSE(Build()->request);
}

TEST_F(spec_builder, ALongTimeoutGivesEachPhaseAThirdOfIt) {
  model_.timeout = "60s";
  const auto spec = Build();
  ASSERT_TRUE(spec) << spec.error().Text();
  EXPECT_EQ(spec->timeouts.total, Milliseconds(60'000));
  EXPECT_EQ(spec->timeouts.handshake, Milliseconds(20'000));
}

TEST_F(spec_builder, PausesComeOnTopOfTheTimeout) {
  model_.pause_before_connect = "100ms";
  model_.pause_before_request = "2s";
  model_.timeout = "3s";
  const Result<attempt::HandshakeSpec> spec = Build();
  ASSERT_TRUE(spec);
  EXPECT_EQ(spec->pause_before_connect, Milliseconds(100));
  EXPECT_EQ(spec->pause_before_request, Milliseconds(2000));
  EXPECT_EQ(spec->timeouts.total, Milliseconds(5100));
}

TEST_F(spec_builder, DamageWords) {
  model_.damage = "wrong-key";
  EXPECT_EQ(Build()->damage, std::vector{attempt::WrongKey()});
  model_.damage = "split-client-hello";
  EXPECT_EQ(Build()->damage, std::vector{attempt::SplitClientHello()});
}

TEST_F(spec_builder, DamageElementsKeepTheirOrder) {
  model_.damages = {{"certificate", "replace-with", "empty", {}},
                    {"certificate-verify", "omit", "", {}}};
  const auto built = Build();
  ASSERT_EQ(built->damage.size(), 2u);
  EXPECT_EQ(ToText(built->damage[0]), "certificate replace-with=empty");
  EXPECT_EQ(ToText(built->damage[1]), "certificate-verify omit");
  model_.damages = {{"certificate", "append", "no hex", {}}};
  const auto refused = Build();
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kSuite);
}

TEST_F(spec_builder, DamageAfterTheHandshakeIsToldApart) {
  model_.damages = {{"certificate", "omit", "", "post-handshake", {}}};
  const auto built = Build();
  ASSERT_TRUE(built);
  EXPECT_EQ(ToText(built->damage.at(0)), "post-handshake certificate omit");
}

TEST_F(spec_builder, RenegotiationPresentsTheSameNothingOrAnother) {
  using Presents = attempt::Renegotiation::Presents;
  EXPECT_FALSE(Build()->renegotiation);
  model_.renegotiation.emplace();
  EXPECT_EQ(Build()->renegotiation, attempt::Renegotiation{});
  model_.renegotiation->identity = "none";
  EXPECT_EQ(Build()->renegotiation->presents, Presents::kNothing);
  model_.renegotiation->identity = "bob";
  model_.renegotiation->after = "2";
  model_.renegotiation->sni = "";
  const auto built = Build();
  EXPECT_EQ(built->renegotiation->presents, Presents::kOther);
  EXPECT_EQ(built->renegotiation->after, 2u);
  EXPECT_EQ(built->renegotiation->sni, "");
}

TEST_F(spec_builder, PipelinesAndFirstSessions) {
  model_.pipeline = true;
  model_.keep_first_session = true;
  const auto built = Build();
  ASSERT_TRUE(built);
  EXPECT_TRUE(built->pipeline);
  EXPECT_TRUE(built->keep_first_session);
}

TEST_F(spec_builder, BadValuesAreRefusedWithTheirPosition) {
  const scenario::HandshakeModel good = model_;
  const std::pair<std::string scenario::HandshakeModel::*, const char*> bad[] = {
      {&scenario::HandshakeModel::tls, "tls"},
      {&scenario::HandshakeModel::connect, "connect"},
      {&scenario::HandshakeModel::via, "via"},
      {&scenario::HandshakeModel::damage, "damage"},
      {&scenario::HandshakeModel::timeout, "timeout"},
      {&scenario::HandshakeModel::pause_before_connect, "pause-before-connect"},
      {&scenario::HandshakeModel::pause_before_request, "pause-before-request"}};
  for (const auto& [member, attribute] : bad) {
    model_ = good;
    model_.*member = "-?-";
    ExpectRefused(attribute);
  }
  model_ = good;
  model_.tls = "1.3-1.2";
  ExpectRefused("tls");
  model_ = good;
  model_.timeout = "-1s";
  ExpectRefused("timeout");
}

}  // namespace
}  // namespace shakedown::run
