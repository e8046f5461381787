// Several requests on one connection of the built-in peer, in HTTP/1.1 and in HTTP/2, and who gets
// which answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handshake/http_conversation.h"
#include "handshake/peer.h"
#include "handshake/peer_http2.h"
#include "tests/support/client_run.h"
#include "tests/support/test_authority.h"

namespace shakedown::handshake {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::Need;
using testing_support::RunOnce;
using testing_support::TestAuthority;

std::vector<int> Statuses(const attempt::HandshakeTrace& trace) {
  std::vector<int> statuses;
  for (const attempt::Exchange& exchange : attempt::Exchanges(trace)) {
    statuses.push_back(exchange.reply ? exchange.reply->status : 0);
  }
  return statuses;
}

class PeerExchange : public testing::TestWithParam<const char*> {
 protected:
  PeerExchange() {
    PeerOptions options;
    for (const auto& [name, behaviour] :
         {std::pair("open.test", Behaviour::kNone), std::pair("secure.test", Behaviour::kNginx),
          std::pair("late.test", Behaviour::kLate)}) {
      PeerHost host;
      host.name = name;
      host.behaviour = behaviour;
      host.certificate = root_.Server(name);
      host.client_trust = root_.Trust();
      host.alpn = {"h2", "http/1.1"};
      host.keep_alive = true;
      host.late_paths = {"/late"};
      options.hosts.push_back(std::move(host));
    }
    peer_ = Need(Peer::Start(std::move(options)));
  }

  attempt::HandshakeSpec Spec(const std::string& host) const {
    attempt::HandshakeSpec spec =
        testing_support::SpecFor(peer_->endpoint().port, tls::Version::kTls13);
    spec.sni = host;
    spec.request->host = host;
    spec.alpn = {GetParam()};
    return spec;
  }

  TestAuthority root_{"Clients"};
  std::unique_ptr<Peer> peer_;
};

TEST_P(PeerExchange, AnotherHostOnTheConnectionIsMisdirected) {
  attempt::HandshakeSpec spec = Spec("open.test");
  spec.further_requests = {*spec.request, *spec.request, *spec.request};
  spec.further_requests[1].host = "secure.test";
  EXPECT_THAT(Statuses(RunOnce(spec).trace), ElementsAre(200, 200, 421, 200));
}

TEST_P(PeerExchange, NobodyIsAskedLateInHttp2) {
  attempt::HandshakeSpec spec = Spec("late.test");
  spec.offer_post_handshake_auth = true;
  spec.request->path = "/late";
  const auto trace = RunOnce(spec, root_.Client()).trace;
  const bool http2 = std::string_view(GetParam()) == "h2";
  EXPECT_THAT(Statuses(trace), ElementsAre(http2 ? 403 : 200));
  EXPECT_EQ(attempt::CertificateRequests(trace).size(), http2 ? 0u : 1u);
}

TEST_P(PeerExchange, ARequestNamesOneHost) {
  attempt::HandshakeSpec spec = Spec("open.test");
  spec.request->headers = {{"Host", "secure.test"}};
  // In HTTP/2 the other one is :authority.
  if (GetParam() == std::string_view("http/1.1")) {
    spec.request->headers.emplace_back("Host", "open.test");
  }
  EXPECT_THAT(Statuses(RunOnce(spec).trace), ElementsAre(400));
}

TEST_P(PeerExchange, TrailersAreNoHeaders) {
  attempt::HandshakeSpec spec = Spec("open.test");
  spec.request->method = "POST";
  spec.request->trailers = {{"X-One", "1"}};
  EXPECT_THAT(Statuses(RunOnce(spec).trace), ElementsAre(200));
}

std::string Name(const testing::TestParamInfo<const char*>& test) {
  return std::string(test.param) == "h2" ? "http2" : "http1";
}
INSTANTIATE_TEST_SUITE_P(, PeerExchange, testing::Values("http/1.1", "h2"), Name);

/// Carries octets between both until nothing moves.
void Pump(HttpConversation& client, PeerHttp2& server) {
  while (true) {
    const std::string there = client.TakeOutput();
    server.Feed(AsBytes(there));
    const std::string back = server.TakeOutput();
    client.Feed(AsBytes(back));
    if (there.empty() && back.empty()) return;
  }
}

PreparedRequest Get(const std::string& path) { return {"GET", path, "a.test", {}, {}}; }

TEST(PeerHttp2, GivesRequestsAndTheirTrailers) {
  std::vector<RequestHead> seen;
  PeerHttp2 server([&seen](const RequestHead& request) {
    seen.push_back(request);
    return HtmlAnswer(421, "no", "no");
  });
  PreparedRequest request = Get("/x");
  request.fields = {{"X-A", "1"}};
  request.trailers = {{"X-B", "2"}};
  const auto client = MakeHttp2Conversation({request});
  client->Begin(0);
  Pump(*client, server);
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].target, "/x");
  EXPECT_EQ(seen[0].host, "a.test");
  EXPECT_THAT(seen[0].fields, ElementsAre(testing::Pair("x-a", "1")));
  EXPECT_THAT(seen[0].trailers, ElementsAre(testing::Pair("x-b", "2")));
  ASSERT_TRUE(client->Reply());
  EXPECT_EQ(client->Reply()->status, 421);
  EXPECT_THAT(client->Reply()->body, HasSubstr("<p>no</p>"));
  EXPECT_FALSE(server.over());
  client->Leave();
  Pump(*client, server);
  EXPECT_TRUE(server.over());
}

TEST(PeerHttp2, RefusesHeadsThatAreTooLargeAndStopsAfterManyRequests) {
  int answered = 0;
  PeerHttp2 server([&answered](const RequestHead&) {
    ++answered;
    return HtmlAnswer(200, "yes", "yes");
  });
  std::vector<PreparedRequest> requests(200, Get("/"));
  requests[0].fields = {{"X-A", std::string(kMaxRequestHead, 'a')}};
  const auto client = MakeHttp2Conversation(requests);
  client->Begin(0);
  Pump(*client, server);
  EXPECT_EQ(answered, 0);
  for (size_t i = 1; i < requests.size() && client->reusable(); ++i) {
    client->Begin(i);
    Pump(*client, server);
  }
  EXPECT_LE(answered, 64);
  EXPECT_GT(answered, 32);
}

TEST(PeerHttp2, GarbageEndsIt) {
  PeerHttp2 server([](const RequestHead&) { return BadRequestAnswer(); });
  server.Feed(AsBytes("GET / HTTP/1.1\r\n\r\n"));
  server.TakeOutput();
  EXPECT_TRUE(server.over());
}

}  // namespace
}  // namespace shakedown::handshake
