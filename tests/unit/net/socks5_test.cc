#include "net/socks5.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "core/hex.h"
#include "net/connector.h"
#include "tests/support/loopback_server.h"

namespace shakedown::net {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing_support::LoopbackServer;
using testing_support::ReadToEnd;

using Stage = SocksReply::Stage;

Deadline In(int milliseconds) { return Deadline::After(Milliseconds(milliseconds)); }

std::string FromHexText(std::string_view hex) {
  const auto octets = FromHex(hex);
  EXPECT_TRUE(octets) << hex;
  return std::string(AsText(*octets));
}

/// What the client has to send, and what it gets for it, both in hex. Empty: sends nothing.
struct Turn {
  const char* expect;
  const char* answer;
};

struct Played {
  SocksReply reply;
  std::string behind;  ///< what the tunnel delivers afterwards
};

enum class After { kHoldOpen, kClose };

/// Lets the client play against a proxy that answers octet by octet.
Played Play(const SocksRequest& request, const std::vector<Turn>& turns,
            After after = After::kHoldOpen, int limit_ms = 2000) {
  std::vector<std::string> seen;
  Played played;
  {
    LoopbackServer proxy([&](int fd) {
      for (const Turn& turn : turns) {
        std::string got(FromHexText(turn.expect).size(), '\0');
        if (recv(fd, got.data(), got.size(), MSG_WAITALL) < 0) return;
        seen.push_back(ToHex(AsBytes(got)));
        for (const char octet : FromHexText(turn.answer)) {
          testing_support::SendAll(fd, std::string_view(&octet, 1));
        }
      }
      if (after == After::kHoldOpen) ReadToEnd(fd);
    });
    SocketTransport transport(
        std::move(Connect({{"127.0.0.1", proxy.port(), false}}, In(2000)).socket));
    played.reply = Socks5Connect(transport, request, In(limit_ms));
    if (played.reply.opened) {
      std::array<uint8_t, 16> buffer{};
      if (transport.WaitReadable(In(2000))) {
        const IoResult read = transport.Read(buffer);
        played.behind = AsText(std::span(buffer).first(read.octets));
      }
    }
  }
  for (size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i], ToHex(AsBytes(FromHexText(turns[i].expect)))) << "turn " << i;
  }
  return played;
}

const SocksRequest kByName{"a.test", 443, {}};
constexpr const char* kAskByName = "05010003 06 612e74657374 01bb";

TEST(Socks5Connect, OpensByNameAndLeavesTheTunnelAlone) {
  const Played played =
      Play(kByName, {{"050100", "0500"}, {kAskByName, "05000001 7f000001 1234 68656c6c6f"}});
  EXPECT_TRUE(played.reply.opened) << played.reply.reason;
  EXPECT_EQ(played.reply.stage, Stage::kTunnel);
  EXPECT_EQ(played.reply.code, 0);
  EXPECT_FALSE(played.reply.login_sent);
  EXPECT_EQ(played.behind.substr(0, 1), "h");
}

TEST(Socks5Connect, SendsAddressesAsAddresses) {
  EXPECT_TRUE(Play({"192.0.2.1", 8443, {}},
                   {{"050100", "0500"}, {"05010001 c0000201 20fb", "05000001 00000000 0000 2e"}})
                  .reply.opened);
  EXPECT_TRUE(Play({"2001:db8::1", 1, {}}, {{"050100", "0500"},
                                            {"05010004 20010db8000000000000000000000001 0001",
                                             "05000004 00000000000000000000000000000000 0000 2e"}})
                  .reply.opened);
}

TEST(Socks5Connect, ABoundNameIsSkipped) {
  const Played played =
      Play(kByName, {{"050100", "0500"}, {kAskByName, "05000003 03 612e62 0001 78"}});
  EXPECT_TRUE(played.reply.opened);
  EXPECT_EQ(played.behind, "x");
}

TEST(Socks5Connect, LogsInWhenAsked) {
  SocksRequest request = kByName;
  request.login = SocksLogin{"bob", "pw"};
  const Played played = Play(request, {{"05020002", "0502"},
                                       {"0103 626f62 02 7077", "0100"},
                                       {kAskByName, "05000001 00000000 0000 2e"}});
  EXPECT_TRUE(played.reply.opened);
  EXPECT_TRUE(played.reply.login_sent);
  const Played unasked =
      Play(request, {{"05020002", "0500"}, {kAskByName, "05000001 00000000 0000 2e"}});
  EXPECT_TRUE(unasked.reply.opened);
  EXPECT_FALSE(unasked.reply.login_sent);
}

TEST(Socks5Connect, ARefusedLoginIsSaidWithoutThePassword) {
  SocksRequest request = kByName;
  request.login = SocksLogin{"bob", "hunter2"};
  const SocksReply reply =
      Play(request, {{"05020002", "0502"}, {"0103 626f62 07 68756e74657232", "0101"}}).reply;
  EXPECT_FALSE(reply.opened);
  EXPECT_EQ(reply.stage, Stage::kLogin);
  EXPECT_EQ(reply.code, 1);
  EXPECT_TRUE(reply.login_sent);
  EXPECT_THAT(reply.reason, HasSubstr("user and password"));
  EXPECT_THAT(reply.reason, Not(HasSubstr("hunter2")));
}

TEST(Socks5Connect, NoAcceptableMethodIsSaid) {
  const SocksReply reply = Play(kByName, {{"050100", "05ff"}}).reply;
  EXPECT_FALSE(reply.opened);
  EXPECT_EQ(reply.stage, Stage::kMethod);
  EXPECT_EQ(reply.code, 255);
  EXPECT_THAT(reply.reason, HasSubstr("without authentication"));
}

TEST(Socks5Connect, AMethodThatWasNotOfferedIsRefused) {
  EXPECT_THAT(Play(kByName, {{"050100", "0501"}}).reply.reason, HasSubstr("method 1"));
  EXPECT_THAT(Play(kByName, {{"050100", "0502"}}).reply.reason, HasSubstr("not offered"));
}

TEST(Socks5Connect, EveryReplyCodeHasItsName) {
  const std::pair<const char*, const char*> codes[] = {
      {"01", "general SOCKS server failure"},
      {"02", "not allowed by ruleset"},
      {"03", "network unreachable"},
      {"04", "host unreachable"},
      {"05", "connection refused"},
      {"06", "TTL expired"},
      {"07", "command not supported"},
      {"08", "address type not supported"},
      {"09", "does not know"},
      {"ff", "does not know"},
  };
  for (const auto& [code, name] : codes) {
    const std::string answer = "05" + std::string(code);
    // Nothing but version and code: what follows a refusal is not waited for.
    const SocksReply reply =
        Play(kByName, {{"050100", "0500"}, {kAskByName, answer.c_str()}}).reply;
    EXPECT_FALSE(reply.opened) << code;
    EXPECT_EQ(reply.stage, Stage::kTunnel);
    EXPECT_EQ(reply.code, FromHex(code)->front());
    EXPECT_THAT(reply.reason, HasSubstr(name));
    EXPECT_FALSE(reply.timed_out);
  }
}

TEST(Socks5Connect, SomethingElseIsQuotedPrintable) {
  // "HTTP/1.1 400 Bad\x1b[31m\r\nServer: x"
  const SocksReply reply =
      Play(kByName, {{"050100", "485454502f312e3120343030204261641b5b33316d0d0a53"}}).reply;
  EXPECT_FALSE(reply.opened);
  EXPECT_THAT(reply.reason, HasSubstr("does not speak SOCKS5"));
  EXPECT_THAT(reply.reason, HasSubstr("'H"));
  EXPECT_THAT(reply.reason, Not(HasSubstr("\x1b")));
  EXPECT_THAT(reply.reason, Not(HasSubstr("Server")));
}

TEST(Socks5Connect, MalformedTunnelRepliesAreRefused) {
  EXPECT_THAT(Play(kByName, {{"050100", "0500"}, {kAskByName, "0400"}}).reply.reason,
              HasSubstr("version 4"));
  EXPECT_THAT(Play(kByName, {{"050100", "0500"}, {kAskByName, "05000002"}}).reply.reason,
              HasSubstr("address type 2"));
}

TEST(Socks5Connect, ACloseIsSaidAtEveryPoint) {
  const std::vector<std::vector<Turn>> scripts = {
      {{"050100", ""}},
      {{"050100", "05"}},
      {{"050100", "0500"}, {kAskByName, ""}},
      {{"050100", "0500"}, {kAskByName, "0500"}},
      {{"050100", "0500"}, {kAskByName, "05000001 7f0000"}},
      {{"050100", "0500"}, {kAskByName, "05000003 09 61"}},
  };
  for (const auto& script : scripts) {
    const SocksReply reply = Play(kByName, script, After::kClose).reply;
    EXPECT_FALSE(reply.opened);
    EXPECT_TRUE(reply.closed);
    EXPECT_FALSE(reply.timed_out);
  }
}

TEST(Socks5Connect, SilenceHitsTheDeadlineAtEveryPoint) {
  const std::vector<std::vector<Turn>> scripts = {
      {{"050100", ""}},
      {{"050100", "0500"}, {kAskByName, "05"}},
      {{"050100", "0500"}, {kAskByName, "05000001 7f"}},
  };
  for (const auto& script : scripts) {
    const SteadyTime begin = std::chrono::steady_clock::now();
    const SocksReply reply = Play(kByName, script, After::kHoldOpen, 60).reply;
    EXPECT_FALSE(reply.opened);
    EXPECT_TRUE(reply.timed_out);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, Milliseconds(2000));
  }
}

TEST(Socks5Connect, ANameThatDoesNotFitIsNotSent) {
  const SocksReply reply = Play({std::string(256, 'a'), 443, {}}, {{"050100", "0500"}}).reply;
  EXPECT_FALSE(reply.opened);
  EXPECT_THAT(reply.reason, HasSubstr("255"));
}

}  // namespace
}  // namespace shakedown::net
