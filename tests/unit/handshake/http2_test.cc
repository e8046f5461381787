// One connection in HTTP/2 against a scripted server: replies, ends of streams and connections,
// what HTTP/2 forbids, hostile peers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "handshake/client.h"
#include "tests/support/client_run.h"
#include "tests/support/http2_frames.h"
#include "tests/support/http2_peer.h"
#include "tests/support/tls_server.h"

namespace shakedown::handshake {
namespace {

using attempt::Exchanges;
using attempt::First;
using attempt::Http2Error;
using attempt::HttpReply;
using attempt::Last;
using attempt::Side;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing_support::EventNames;
using testing_support::Http2Peer;
using testing_support::RunOnce;
using testing_support::SpecFor;
using testing_support::TestPki;
using testing_support::TlsServer;
using testing_support::TlsServerOptions;
using tls::Version;
namespace h2 = testing_support::h2;

/// A server that chose h2 and plays `script` on each request.
TlsServerOptions Speaking(Http2Peer::Script script) {
  TlsServerOptions options;
  options.alpn = "h2";
  options.script = [script = std::move(script)](SSL* ssl, int fd) {
    if (SSL_accept(ssl) == 1) {
      Http2Peer(ssl, script).Serve();
      SSL_shutdown(ssl);
    }
    testing_support::CloseGently(fd);
  };
  return options;
}

/// A server that chose h2 and answers the request with these octets.
TlsServerOptions Saying(std::string octets) {
  TlsServerOptions options;
  options.alpn = "h2";
  options.script = [octets = std::move(octets)](SSL* ssl, int fd) {
    char buffer[16384];
    if (SSL_accept(ssl) == 1 && SSL_read(ssl, buffer, sizeof buffer) > 0) {
      testing_support::WriteReply(ssl, octets);
      while (SSL_read(ssl, buffer, sizeof buffer) > 0) {
      }
    }
    testing_support::CloseGently(fd);
  };
  return options;
}

attempt::HandshakeSpec H2(uint16_t port, Version version = Version::kTls13) {
  attempt::HandshakeSpec spec = SpecFor(port, version);
  spec.alpn = {"h2"};
  return spec;
}

const std::string kSettings = h2::Settings();

class Http2 : public testing::TestWithParam<Version> {};

TEST_P(Http2, RecordsTheReplyAsInHttp11) {
  Http2Peer::Fields request;
  TlsServer server(Speaking([&](Http2Peer& peer, int32_t stream, const auto& fields) {
    request = fields;
    peer.Reply(stream, "400", {{"server", "nginx/1.22.1"}, {"content-type", "text/html"}},
               "<title>400 No required SSL certificate was sent</title>");
  }));
  attempt::HandshakeSpec spec = H2(server.port(), GetParam());
  spec.request->path = "/secure?x=1";
  const auto trace = RunOnce(spec).trace;
  EXPECT_TRUE(attempt::SpeaksHttp2(trace));
  const auto reply = First<HttpReply>(trace);
  ASSERT_TRUE(reply) << testing::PrintToString(EventNames(trace));
  EXPECT_EQ(reply->status, 400);
  EXPECT_EQ(reply->title, "400 No required SSL certificate was sent");
  EXPECT_THAT(reply->headers,
              ElementsAre(Pair("server", "nginx/1.22.1"), Pair("content-type", "text/html")));
  EXPECT_EQ(First<attempt::RequestSent>(trace)->stream, 1U);
  EXPECT_EQ(Http2Peer::Value(request, ":path"), "/secure?x=1");
  EXPECT_EQ(Http2Peer::Value(request, ":authority"), "localhost:" + std::to_string(server.port()));
  EXPECT_FALSE(attempt::Http2RefusalOf(trace));
  EXPECT_FALSE(Last<attempt::DeadlineHit>(trace));
}

TEST_P(Http2, RequestThatHasToBeMadeInHttp11IsAResetOfItsStream) {
  TlsServer server(Speaking([](Http2Peer& peer, int32_t stream, const auto&) {
    peer.Reset(stream, NGHTTP2_HTTP_1_1_REQUIRED);
  }));
  const auto trace = RunOnce(H2(server.port(), GetParam())).trace;
  const auto refusal = attempt::Http2RefusalOf(trace);
  ASSERT_TRUE(refusal) << testing::PrintToString(EventNames(trace));
  EXPECT_EQ(refusal->code, Http2Error::kHttp11Required);
  EXPECT_EQ(refusal->from, Side::kServer);
  EXPECT_FALSE(refusal->whole_connection);
  EXPECT_FALSE(First<HttpReply>(trace));
  EXPECT_FALSE(Last<attempt::DeadlineHit>(trace));
}

INSTANTIATE_TEST_SUITE_P(Versions, Http2, testing::Values(Version::kTls12, Version::kTls13),
                         [](const auto& version) {
                           return version.param == Version::kTls12 ? "Tls12" : "Tls13";
                         });

TEST(Http2Connection, GoAwayIsRecordedWithItsWords) {
  TlsServer server(Speaking([](Http2Peer& peer, int32_t, const auto&) {
    peer.GoAway(0, NGHTTP2_ENHANCE_YOUR_CALM, "too\x1b[31mmuch");
  }));
  const auto trace = RunOnce(H2(server.port())).trace;
  const auto away = First<attempt::GoAway>(trace);
  ASSERT_TRUE(away) << testing::PrintToString(EventNames(trace));
  EXPECT_EQ(away->from, Side::kServer);
  EXPECT_EQ(away->code, Http2Error::kEnhanceYourCalm);
  EXPECT_THAT(away->debug, HasSubstr("much"));
  EXPECT_EQ(away->debug.find('\x1b'), std::string::npos);
  const auto refusal = attempt::Http2RefusalOf(trace);
  ASSERT_TRUE(refusal);
  EXPECT_TRUE(refusal->whole_connection);
}

TEST(Http2Connection, GoodbyeAfterTheReplyIsNoRefusal) {
  TlsServer server(Speaking([](Http2Peer& peer, int32_t stream, const auto&) {
    peer.Reply(stream, "200");
    peer.GoAway(stream, NGHTTP2_NO_ERROR);
  }));
  const auto trace = RunOnce(H2(server.port())).trace;
  EXPECT_EQ(First<HttpReply>(trace)->status, 200);
  EXPECT_FALSE(attempt::Http2RefusalOf(trace));
}

TEST(Http2Connection, InterimRepliesAreSkippedAndTrailersDropped) {
  TlsServer server(Speaking([](Http2Peer& peer, int32_t stream, const auto&) {
    peer.Headers(stream, "103", {{"link", "</style.css>"}});
    peer.Reply(stream, "204", {{"x-last", "1"}}, "");
  }));
  const auto trace = RunOnce(H2(server.port())).trace;
  const auto reply = First<HttpReply>(trace);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 204);
  EXPECT_THAT(reply->headers, ElementsAre(Pair("x-last", "1")));
}

TEST(Http2Connection, ASecondAuthorityGoesOverTheSameConnection) {
  std::vector<std::string> authorities;
  TlsServer server(Speaking([&](Http2Peer& peer, int32_t stream, const auto& fields) {
    authorities.push_back(Http2Peer::Value(fields, ":authority"));
    peer.Reply(stream, authorities.back() == "secure.test" ? "421" : "200");
  }));
  attempt::HandshakeSpec spec = H2(server.port());
  spec.request->host = "open.test";
  spec.further_requests = {{.host = "secure.test"}, {.path = "/again", .host = "open.test"}};
  const auto trace = RunOnce(spec).trace;
  EXPECT_THAT(authorities, ElementsAre("open.test", "secure.test", "open.test"));
  EXPECT_EQ(server.accepted(), 1);
  const auto exchanges = Exchanges(trace);
  ASSERT_EQ(exchanges.size(), 3U);
  EXPECT_EQ(exchanges[0].reply->status, 200);
  EXPECT_EQ(exchanges[1].reply->status, 421);
  EXPECT_EQ(exchanges[2].reply->status, 200);
  EXPECT_EQ(exchanges[1].request->stream, 3U);
}

TEST(Http2Connection, AServerThatLeavesTakesNoSecondRequest) {
  TlsServer server(Speaking([](Http2Peer& peer, int32_t stream, const auto&) {
    peer.GoAway(stream, NGHTTP2_NO_ERROR);
    peer.Reply(stream, "200");
  }));
  attempt::HandshakeSpec spec = H2(server.port());
  spec.further_requests = {{.host = "secure.test"}};
  const auto trace = RunOnce(spec).trace;
  EXPECT_EQ(Exchanges(trace).size(), 1U);
  EXPECT_EQ(First<HttpReply>(trace)->status, 200);
}

TEST(Http2Connection, LongBodiesAreReadInWindowsAndKeptInPart) {
  const std::string body(500'000, 'x');
  TlsServer server(Speaking([&](Http2Peer& peer, int32_t stream, const auto&) {
    peer.Reply(stream, "200", {{"content-type", "text/plain"}}, body);
  }));
  const auto trace = RunOnce(H2(server.port())).trace;
  const auto reply = First<HttpReply>(trace);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body.size(), 2048U);
  EXPECT_FALSE(Last<attempt::DeadlineHit>(trace));
}

TEST(Http2Connection, EndlessBodiesEndAtOurLimit) {
  const std::string body(8'000'000, 'x');
  TlsServer server(Speaking(
      [&](Http2Peer& peer, int32_t stream, const auto&) { peer.Reply(stream, "200", {}, body); }));
  const auto trace = RunOnce(H2(server.port())).trace;
  EXPECT_EQ(First<HttpReply>(trace)->status, 200);
  EXPECT_FALSE(Last<attempt::DeadlineHit>(trace));
}

TEST(Http2Connection, FieldsBeyondOurLimitEndTheReply) {
  // One field of 4,000 octets, put into the table and then named again with one octet each.
  const std::string field = std::string("\x40\x01x\x7f\xa1\x1e") + std::string(4000, 'a');
  TlsServer server(
      Saying(kSettings + h2::Frame(1, 5, 1, "\x88" + field + std::string(5000, '\xbe'))));
  const auto trace = RunOnce(H2(server.port())).trace;
  EXPECT_FALSE(Last<attempt::DeadlineHit>(trace));
  const auto reply = First<HttpReply>(trace);
  ASSERT_TRUE(reply) << testing::PrintToString(EventNames(trace));
  EXPECT_LE(reply->headers.size(), 20U);
}

TEST(Http2Connection, ASilentStreamEndsWithTheDeadline) {
  TlsServer server(Speaking([](Http2Peer& peer, int32_t stream, const auto&) {
    peer.Headers(stream, "200", {{"server", "slow"}});
  }));
  attempt::HandshakeSpec spec = H2(server.port());
  spec.timeouts.reply = Milliseconds(300);
  const auto trace = RunOnce(spec).trace;
  ASSERT_TRUE(Last<attempt::DeadlineHit>(trace));
  EXPECT_EQ(First<HttpReply>(trace)->status, 200) << "what came is evidence";
  EXPECT_LT(testing_support::Took(trace), Milliseconds(2000));
}

TEST(Http2Connection, AServerThatSpeaksHttp11AllTheSameIsAViolation) {
  TlsServer server(Saying("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"));
  const auto trace = RunOnce(H2(server.port())).trace;
  const auto away = First<attempt::GoAway>(trace);
  ASSERT_TRUE(away) << testing::PrintToString(EventNames(trace));
  EXPECT_EQ(away->from, Side::kClient);
  EXPECT_FALSE(First<HttpReply>(trace));
  EXPECT_FALSE(Last<attempt::DeadlineHit>(trace));
}

TEST(Http2Connection, FramesOfAnyShapeNeverHangOrCrash) {
  const std::string huge = h2::Frame(0, 0, 1, "").replace(0, 3, "\xff\xff\xff");
  std::string pings = kSettings;
  for (int i = 0; i < 20'000; ++i) pings += h2::Frame(6, 0, 0, "12345678");
  std::string settings;
  for (int i = 0; i < 20'000; ++i) settings += kSettings;
  std::string continuations = kSettings + h2::Frame(1, 0, 1, "\x88");
  for (int i = 0; i < 5'000; ++i) continuations += h2::Frame(9, 0, 1, "\x88\x88\x88");
  std::string resets = kSettings;
  for (uint32_t i = 0; i < 20'000; ++i) resets += h2::Frame(3, 0, 2 * i + 2, "aaaa");
  for (const std::string& octets :
       {huge, pings, settings, continuations, resets, kSettings + h2::Frame(7, 0, 0, "short"),
        kSettings + h2::Frame(1, 5, 1, "\xff\xff\xff\xff\xff"),
        kSettings + h2::Frame(5, 4, 1, "aaaa\x88"),
        kSettings + h2::Frame(1, 5, 1, "\x88\x3f\xe1\xff\xff\xff\x0f"),
        std::string(70'000, '\0')}) {
    TlsServer server(Saying(octets));
    attempt::HandshakeSpec spec = H2(server.port());
    spec.timeouts.reply = Milliseconds(500);
    const auto trace = RunOnce(spec).trace;
    EXPECT_LT(testing_support::Took(trace), Milliseconds(6000));
    EXPECT_LE(trace.events.size(), 512U);
  }
}

TEST(Http2Connection, PostHandshakeAuthenticationEndsIt) {
  TlsServer server(Speaking([](Http2Peer& peer, int32_t stream, const auto&) {
    SSL_set_verify(peer.ssl(), testing_support::kAskAndRequire, nullptr);
    SSL_verify_client_post_handshake(peer.ssl());
    SSL_do_handshake(peer.ssl());
    peer.Reply(stream, "200");
  }));
  attempt::HandshakeSpec spec = H2(server.port());
  spec.offer_post_handshake_auth = true;
  const auto trace = RunOnce(spec, TestPki::Get().good).trace;
  const auto requests = attempt::CertificateRequests(trace);
  ASSERT_EQ(requests.size(), 1U) << testing::PrintToString(EventNames(trace));
  EXPECT_EQ(requests[0].when, attempt::RequestTime::kPostHandshake);
  const auto away = First<attempt::GoAway>(trace);
  ASSERT_TRUE(away) << testing::PrintToString(EventNames(trace));
  EXPECT_EQ(away->from, Side::kClient);
  EXPECT_EQ(away->code, Http2Error::kProtocolError);
}

TEST(Http2Connection, RenegotiationIsDeclinedAndEndsIt) {
  TlsServer server(Speaking([](Http2Peer& peer, int32_t stream, const auto&) {
    SSL_renegotiate(peer.ssl());
    SSL_do_handshake(peer.ssl());
    peer.Reply(stream, "200");
  }));
  const auto trace = RunOnce(H2(server.port(), Version::kTls12), TestPki::Get().good).trace;
  EXPECT_TRUE(attempt::FirstMessage(trace, Side::kServer, tls::HandshakeType::kHelloRequest))
      << testing::PrintToString(EventNames(trace));
  const auto away = First<attempt::GoAway>(trace);
  ASSERT_TRUE(away) << testing::PrintToString(EventNames(trace));
  EXPECT_EQ(away->from, Side::kClient);
  EXPECT_TRUE(attempt::CertificateRequests(trace).empty());
}

TEST(Http11, FurtherRequestsGoOverTheSameConnection) {
  std::vector<std::string> requests;
  TlsServerOptions options;
  options.script = [&](SSL* ssl, int fd) {
    std::string request;
    if (SSL_accept(ssl) == 1) {
      while (testing_support::ReadRequest(ssl, &request)) {
        requests.push_back(request);
        const bool last = request.find("Connection: close") != std::string::npos;
        testing_support::WriteReply(ssl, last ? "HTTP/1.1 403 No\r\nContent-Length: 0\r\n"
                                                "Connection: close\r\n\r\n"
                                              : "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        if (last) break;
      }
      SSL_shutdown(ssl);
    }
    testing_support::CloseGently(fd);
  };
  TlsServer server(options);
  attempt::HandshakeSpec spec = SpecFor(server.port());
  spec.further_requests = {{.path = "/secure"}};
  const auto trace = RunOnce(spec).trace;
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_THAT(requests[1], HasSubstr("GET /secure HTTP/1.1\r\n"));
  const auto exchanges = Exchanges(trace);
  ASSERT_EQ(exchanges.size(), 2U);
  EXPECT_EQ(exchanges[0].reply->status, 200);
  EXPECT_EQ(exchanges[1].reply->status, 403);
}

TEST(Http11, SecureRenegotiationIsRecordedWhereThereIsRenegotiation) {
  TlsServer server({});
  for (const Version version : {Version::kTls12, Version::kTls13}) {
    const auto trace = RunOnce(SpecFor(server.port(), version)).trace;
    const auto returned = First<attempt::HandshakeReturned>(trace);
    ASSERT_TRUE(returned);
    EXPECT_EQ(returned->secure_renegotiation,
              version == Version::kTls12 ? std::optional(true) : std::nullopt);
  }
}

}  // namespace
}  // namespace shakedown::handshake
