#include "handshake/peer_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace shakedown::handshake {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

enum class Sent { kNothing, kGood, kBad };

PeerHost Host(const std::string& name, Behaviour behaviour) {
  PeerHost host;
  host.name = name;
  host.behaviour = behaviour;
  if (behaviour == Behaviour::kLate) host.late_paths = {"/private"};
  return host;
}

RequestHead Get(const std::string& host, const std::string& target = "/") {
  RequestHead request;
  request.method = "GET";
  request.target = target;
  request.host = host;
  return request;
}

ConnectionFacts Seen(size_t host, bool named, Sent sent) {
  ConnectionFacts facts;
  facts.host = host;
  facts.named = named;
  facts.version = "TLSv1.3";
  facts.presented = sent != Sent::kNothing;
  facts.verified = sent != Sent::kBad;
  facts.verdict = sent == Sent::kNothing ? "NONE" : "SUCCESS";
  if (facts.presented) facts.subject = "CN=alice";
  return facts;
}

std::string Outcome(const std::vector<PeerHost>& hosts, const ConnectionFacts& facts,
                    const RequestHead& request) {
  const Decision decision = Decide(hosts, facts, request);
  if (decision.ask_late) return "late";
  const std::string& body = decision.answer.body;
  const size_t from = body.find("<title>");
  if (from == std::string::npos) return std::to_string(decision.answer.status);
  return body.substr(from + 7, body.find("</title>") - from - 7);
}

constexpr const char* kMissing = "400 No required SSL certificate was sent";
constexpr const char* kBad = "400 The SSL certificate error";
constexpr const char* kMisdirected = "421 Misdirected Request";

struct OwnHostCase {
  Behaviour behaviour;
  Sent sent;
  const char* outcome;
};

class PeerAnswerOnOwnHost : public testing::TestWithParam<OwnHostCase> {};

TEST_P(PeerAnswerOnOwnHost, FollowsTheBehaviour) {
  const std::vector<PeerHost> hosts = {Host("own.test", GetParam().behaviour)};
  EXPECT_EQ(Outcome(hosts, Seen(0, true, GetParam().sent), Get("own.test")), GetParam().outcome);
}

std::string NameOfOwn(const testing::TestParamInfo<OwnHostCase>& info) {
  const char* const words[] = {"nothing", "good", "bad"};
  return std::string(ToString(info.param.behaviour)) + "_" +
         words[static_cast<int>(info.param.sent)];
}

INSTANTIATE_TEST_SUITE_P(Table, PeerAnswerOnOwnHost,
                         testing::Values(OwnHostCase{Behaviour::kNone, Sent::kNothing, "200"},
                                         OwnHostCase{Behaviour::kOptional, Sent::kNothing, "200"},
                                         OwnHostCase{Behaviour::kOptional, Sent::kGood, "200"},
                                         OwnHostCase{Behaviour::kOptional, Sent::kBad, kBad},
                                         OwnHostCase{Behaviour::kStrict, Sent::kGood, "200"},
                                         OwnHostCase{Behaviour::kStrict, Sent::kNothing, kMissing},
                                         OwnHostCase{Behaviour::kNginx, Sent::kNothing, kMissing},
                                         OwnHostCase{Behaviour::kNginx, Sent::kGood, "200"},
                                         OwnHostCase{Behaviour::kNginx, Sent::kBad, kBad},
                                         OwnHostCase{Behaviour::kLate, Sent::kNothing, "200"}),
                         NameOfOwn);

// The table "SNI x Host" as measured on nginx; hosts: 0 the default, 1 the other.
struct CrossHostCase {
  const char* name;
  Behaviour first;
  Behaviour second;
  size_t tls_host;
  bool named;
  const char* host;
  Sent sent;
  const char* outcome;
};

class PeerAnswerAcrossHosts : public testing::TestWithParam<CrossHostCase> {};

TEST_P(PeerAnswerAcrossHosts, FollowsNginx) {
  const CrossHostCase& row = GetParam();
  const std::vector<PeerHost> hosts = {Host("first.test", row.first),
                                       Host("second.test", row.second)};
  EXPECT_EQ(Outcome(hosts, Seen(row.tls_host, row.named, row.sent), Get(row.host)), row.outcome);
}

std::string NameOfCross(const testing::TestParamInfo<CrossHostCase>& info) {
  return info.param.name;
}

constexpr Behaviour kOpen = Behaviour::kNone;
constexpr Behaviour kMtls = Behaviour::kNginx;

INSTANTIATE_TEST_SUITE_P(
    Table, PeerAnswerAcrossHosts,
    testing::Values(CrossHostCase{"no_sni_reaches_mtls_by_host", kOpen, kMtls, 0, false,
                                  "second.test", Sent::kNothing, kMissing},
                    CrossHostCase{"open_sni_mtls_host", kOpen, kMtls, 0, true, "second.test",
                                  Sent::kNothing, kMisdirected},
                    CrossHostCase{"mtls_sni_open_host", kOpen, kMtls, 1, true, "first.test",
                                  Sent::kNothing, "200"},
                    CrossHostCase{"mtls_sni_open_host_bad", kOpen, kMtls, 1, true, "first.test",
                                  Sent::kBad, "200"},
                    CrossHostCase{"mtls_sni_unknown_host", kOpen, kMtls, 1, true, "other.test",
                                  Sent::kBad, "200"},
                    CrossHostCase{"no_sni_plain_host", kMtls, kOpen, 0, false, "second.test",
                                  Sent::kNothing, "200"},
                    CrossHostCase{"no_sni_plain_host_bad", kMtls, kOpen, 0, false, "second.test",
                                  Sent::kBad, "200"},
                    CrossHostCase{"plain_sni_other_host", kMtls, kOpen, 1, true, "other.test",
                                  Sent::kGood, kMisdirected},
                    CrossHostCase{"both_require_one_to_other", kMtls, kMtls, 0, true, "second.test",
                                  Sent::kGood, kMisdirected},
                    CrossHostCase{"both_require_other_to_one", kMtls, kMtls, 1, true, "first.test",
                                  Sent::kGood, kMisdirected},
                    CrossHostCase{"no_sni_unknown_host", kMtls, kOpen, 0, false, "other.test",
                                  Sent::kNothing, kMissing},
                    CrossHostCase{"port_case_and_dot_do_not_matter", kOpen, kMtls, 1, true,
                                  "SECOND.test.:8443", Sent::kGood, "200"}),
    NameOfCross);

TEST(PeerAnswer, LatePathAsksOnceAndThenShowsWhoCame) {
  const std::vector<PeerHost> hosts = {Host("late.test", Behaviour::kLate)};
  const RequestHead request = Get("late.test", "/private/page?x=1");
  EXPECT_EQ(Outcome(hosts, Seen(0, true, Sent::kNothing), request), "late");
  EXPECT_EQ(Outcome(hosts, Seen(0, true, Sent::kGood), request), "200");
  EXPECT_EQ(Outcome(hosts, Seen(0, true, Sent::kBad), request), "403 Forbidden");
}

TEST(PeerAnswer, LatePathWithoutPostHandshakeAuthenticationIsForbiddenAsOnApache) {
  const std::vector<PeerHost> hosts = {Host("late.test", Behaviour::kLate)};
  ConnectionFacts facts = Seen(0, true, Sent::kNothing);
  facts.late_impossible = true;
  const Answer answer = Decide(hosts, facts, Get("late.test", "/private")).answer;
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(answer.body, HasSubstr("<title>403 Forbidden</title>"));
  EXPECT_THAT(answer.body, HasSubstr("Reason: Cannot perform Post-Handshake Authentication."));
}

TEST(PeerAnswer, LatePathOfAnotherHostIsMisdirected) {
  const std::vector<PeerHost> hosts = {Host("open.test", kOpen),
                                       Host("late.test", Behaviour::kLate)};
  const ConnectionFacts facts = Seen(0, false, Sent::kNothing);
  EXPECT_EQ(Outcome(hosts, facts, Get("late.test", "/private")), kMisdirected);
  EXPECT_EQ(Outcome(hosts, facts, Get("late.test", "/public")), "200");
}

TEST(PeerAnswer, RequestWithoutHostIsBadInHttp11Only) {
  const std::vector<PeerHost> hosts = {Host("open.test", kOpen)};
  RequestHead request = Get("");
  EXPECT_EQ(Outcome(hosts, Seen(0, true, Sent::kNothing), request), "400 Bad Request");
  request.version = 10;
  EXPECT_EQ(Outcome(hosts, Seen(0, true, Sent::kNothing), request), "200");
}

TEST(PeerAnswer, TellsWhatWasSeenInPrintableText) {
  const std::vector<PeerHost> hosts = {Host("open.test", kOpen)};
  const Answer answer =
      Decide(hosts, Seen(0, true, Sent::kGood), Get("open.test", "/a\x1b[31mb")).answer;
  EXPECT_THAT(answer.body, HasSubstr("host: open.test\n"));
  EXPECT_THAT(answer.body, HasSubstr("tls: TLSv1.3\n"));
  EXPECT_THAT(answer.body, HasSubstr("client: CN=alice\n"));
  EXPECT_THAT(answer.body, HasSubstr("verify: SUCCESS\n"));
  EXPECT_THAT(answer.body, Not(HasSubstr("\x1b")));
}

TEST(PeerAnswer, ALenientHostServesAllAndTellsWhatItThinks) {
  const std::vector<PeerHost> hosts = {Host("lenient.test", Behaviour::kLenient)};
  ConnectionFacts bad = Seen(0, true, Sent::kBad);
  bad.verdict = "FAILED:unsuitable certificate purpose";
  const Answer answer = Decide(hosts, bad, Get("lenient.test")).answer;
  EXPECT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body, HasSubstr("verify: FAILED:unsuitable certificate purpose\n"));
  EXPECT_EQ(Outcome(hosts, Seen(0, true, Sent::kNothing), Get("lenient.test")), "200");
}

TEST(PeerAnswer, NamesTheUserBetweenMarks) {
  const std::vector<PeerHost> hosts = {Host("open.test", kOpen)};
  ConnectionFacts facts = Seen(0, true, Sent::kGood);
  facts.user = std::string("a\0b", 3);
  const std::string odd = Decide(hosts, facts, Get("open.test")).answer.body;
  EXPECT_THAT(odd, HasSubstr("\nuser: [a"));
  EXPECT_THAT(odd, Not(HasSubstr("[a]")));
  EXPECT_THAT(Decide(hosts, Seen(0, true, Sent::kNothing), Get("open.test")).answer.body,
              HasSubstr("\nuser: none\n"));
}

TEST(PeerAnswer, SerialisesWithLengthDateAndClose) {
  const UtcSeconds moment{std::chrono::seconds(784111777)};
  const Answer answer = PlainHttpAnswer();
  const std::string text = Serialised(answer, "shakedown-peer", "GET", moment);
  EXPECT_THAT(text, StartsWith("HTTP/1.1 400 Bad Request\r\nServer: shakedown-peer\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
  EXPECT_THAT(text,
              HasSubstr("\r\nContent-Length: " + std::to_string(answer.body.size()) + "\r\n"));
  EXPECT_THAT(text, HasSubstr("\r\nConnection: close\r\n"));
  EXPECT_THAT(text, HasSubstr("<title>400 The plain HTTP request was sent to HTTPS port</title>"));
  EXPECT_THAT(text, HasSubstr("<h1>400 Bad Request</h1>"));
  EXPECT_THAT(text, EndsWith(answer.body));
}

TEST(PeerAnswer, HeadGetsNoBody) {
  EXPECT_THAT(Serialised(BadRequestAnswer(), "x", "HEAD", UtcNow()), EndsWith("\r\n\r\n"));
}

}  // namespace
}  // namespace shakedown::handshake
