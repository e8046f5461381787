#include "observe/clear_talk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "net/proxy_header.h"
#include "tests/support/tls_conversation.h"

namespace shakedown::observe {
namespace {

using attempt::Side;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr auto kClient = Side::kClient;
constexpr auto kServer = Side::kServer;

/// The lines of a talk, in portions of at most `portion`.
std::vector<std::string> LinesOf(const std::vector<std::pair<Side, std::string>>& talk,
                                 size_t portion = SIZE_MAX, std::string* summary = nullptr) {
  TraceWriter writer(UtcSeconds{});
  ClearTalk clear(&writer);
  for (const auto& [from, text] : talk) {
    for (size_t at = 0; at < text.size(); at += std::min(portion, text.size())) {
      clear.Feed(from, AsBytes(std::string_view(text).substr(at, portion)));
    }
  }
  clear.Flush();
  if (summary != nullptr) *summary = clear.Summary();
  std::vector<std::string> lines;
  for (const attempt::Event& event : writer.trace().events) {
    const auto& line = std::get<attempt::DialogueLine>(event.body);
    lines.push_back((line.from == kClient ? "C: " : "S: ") + line.text);
  }
  return lines;
}

TEST(ClearTalk, KeepsLinesWhateverThePortions) {
  const std::vector<std::pair<Side, std::string>> talk = {
      {kServer, "220 mail.test ESMTP\r\n"},
      {kClient, "EHLO me.test\r\n"},
      {kServer, "250-mail.test\r\n250 STARTTLS\r\n"},
      {kClient, "STARTTLS\r\n"},
      {kServer, "220 Go ahead\r\n"}};
  for (const size_t portion : {SIZE_MAX, size_t{1}, size_t{5}}) {
    std::string summary;
    EXPECT_THAT(LinesOf(talk, portion, &summary),
                ElementsAre("S: 220 mail.test ESMTP", "C: EHLO me.test", "S: 250-mail.test",
                            "S: 250 STARTTLS", "C: STARTTLS", "S: 220 Go ahead"));
    EXPECT_THAT(summary, HasSubstr("the client's last line: 'STARTTLS'; the server's: '220 Go"));
  }
}

TEST(ClearTalk, LeavesSecretsOutWhateverThePortions) {
  const std::vector<std::pair<Side, std::string>> talk = {
      {kClient, "AUTH PLAIN c2VjcmV0\r\na1 LOGIN me s3cret\r\n"},
      {kServer, "334 VXNlcm5hbWU6\r\n"},
      {kClient, "c2VjcmV0\r\n"},
      {kServer, "+ go on\r\n"},
      {kClient, "s3cret\r\nAUTH TLS\r\nauthenticate plain s3cret\r\n"}};
  for (const size_t portion : {SIZE_MAX, size_t{1}, size_t{7}}) {
    for (const std::string& line : LinesOf(talk, portion)) {
      EXPECT_EQ(line.find("s3cret"), std::string::npos) << line;
      EXPECT_EQ(line.find("c2Vj"), std::string::npos) << line;
    }
    EXPECT_THAT(LinesOf(talk, portion), testing::Contains("C: AUTH TLS"));
  }
}

TEST(ClearTalk, OfHttpKeepsFirstLinesOnly) {
  EXPECT_THAT(
      LinesOf({{kClient, "CONNECT gate.test:443 HTTP/1.1\r\nProxy-Authorization: Basic x\r\n\r\n"},
               {kServer, "HTTP/1.1 407 Login\r\nProxy-Authenticate: Basic\r\n\r\nno"},
               {kClient, "POST /door?token=s3cret HTTP/1.1\r\nX: y\r\n\r\ncode=1234\r\n"}}),
      ElementsAre("C: CONNECT gate.test:443 HTTP/1.1", "S: HTTP/1.1 407 Login",
                  "C: POST /door?... HTTP/1.1"));
}

TEST(ClearTalk, SaysOfBinaryMessagesWhatTheyAre) {
  const std::string request("\0\0\0\x08\x04\xd2\x16\x2f", 8);
  for (const size_t portion : {SIZE_MAX, size_t{1}}) {
    EXPECT_THAT(
        LinesOf({{kClient, request}, {kServer, "S"}, {kClient, std::string("ab\0c\n\n", 6)}},
                portion),
        ElementsAre("C: SSLRequest (PostgreSQL)", "S: S", "C: (6 octets, not text)"));
  }
}

TEST(ClearTalk, IsPrintableAndBounded) {
  std::vector<std::pair<Side, std::string>> talk;
  for (int i = 0; i < 10'000; ++i) {
    talk.emplace_back(i % 2 == 0 ? kClient : kServer, std::string(500, 'x') + "\x1b[31m\n");
  }
  const auto lines = LinesOf(talk);
  EXPECT_EQ(lines.size(), 128u);
  for (const std::string& line : lines) EXPECT_LE(line.size(), 300u);
}

/// What is found in clear, and what is TLS, when octets come in such portions.
std::pair<std::string, std::string> Split(const Bytes& octets, size_t portion) {
  TlsFinder finder;
  std::string clear;
  for (size_t at = 0; at < octets.size(); at += portion) {
    const size_t count = std::min(portion, octets.size() - at);
    auto split = finder.Find(ByteSpan(octets).subspan(at, count));
    clear += AsText(split.clear);
    if (finder.more()) {
      split = finder.Find({});
      clear += AsText(split.clear);
      EXPECT_FALSE(finder.more());
    }
    if (split.tls.empty()) continue;
    return {clear, std::string(AsText(split.tls)) +
                       std::string(AsText(ByteSpan(octets).subspan(at + count)))};
  }
  return {clear + std::string(AsText(finder.held())), ""};
}

TEST(TlsFinder, FindsTheClientHelloBehindAnything) {
  const Bytes hello = testing_support::MakeConversation().flights[0].octets;
  const Bytes proxy =
      net::ProxyHeader(net::ProxyHeaderVersion::k2, {.text = "22.3.1.2", .port = 22},
                       {.text = "22.3.3.0", .port = 5632});
  const std::string text = "CONNECT gate.test:443 HTTP/1.1\r\n\r\n";
  Bytes both = proxy;
  both.insert(both.end(), text.begin(), text.end());
  // A second header is no header any more.
  Bytes twice = both;
  twice.insert(twice.end(), proxy.begin(), proxy.end());
  for (const Bytes& before : {Bytes{}, proxy, Bytes(text.begin(), text.end()), both, twice,
                              Bytes{0x16}, Bytes{0x16, 3}, Bytes{13}}) {
    Bytes octets = before;
    octets.insert(octets.end(), hello.begin(), hello.end());
    for (const size_t portion : {octets.size(), size_t{1}, size_t{3}, size_t{7}}) {
      const auto [clear, tls] = Split(octets, portion);
      EXPECT_TRUE(clear == AsText(before)) << portion;
      EXPECT_TRUE(tls == AsText(hello)) << portion;
    }
  }
}

TEST(TlsFinder, PassesWhatIsNoTls) {
  const std::string text = "GET / HTTP/1.1\r\n\r\n\x16\x03";
  const Bytes octets(text.begin(), text.end());
  for (const size_t portion : {octets.size(), size_t{1}}) {
    EXPECT_EQ(Split(octets, portion), std::pair(text, std::string()));
  }
}

TEST(TlsFinder, GivesUpAfterMoreThanAnyProtocolSays) {
  TlsFinder finder;
  const Bytes octets(300'000, 'x');
  EXPECT_EQ(finder.Find(octets).clear.size(), octets.size());
  const Bytes hello = testing_support::MakeConversation().flights[0].octets;
  EXPECT_TRUE(finder.Find(hello).tls.empty());
}

}  // namespace
}  // namespace shakedown::observe
