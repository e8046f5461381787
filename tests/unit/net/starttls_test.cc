#include "net/starttls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/scripted_transport.h"

namespace shakedown::net {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing_support::ScriptedTransport;
using testing_support::ServerLine;
using Script = std::vector<ServerLine>;

constexpr std::string_view kLdapConsent("\x30\x0C\x02\x01\x01\x78\x07\x0A\x01\x00\x04\x00\x04\x00",
                                        14);
constexpr std::string_view kLdapOid = "1.3.6.1.4.1.1466.20037";
constexpr std::string_view kPostgresAsks("\x00\x00\x00\x08\x04\xD2\x16\x2F", 8);
constexpr const char* kXmppFeatures =
    "<?xml version='1.0'?><stream:stream id='1'><stream:features>"
    "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>";
constexpr const char* kXmppAsks = "<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>";

/// The first packet of MySQL, with or without TLS among the abilities.
std::string MysqlGreeting(bool tls) {
  std::string payload(
      "\x0A"
      "8.0.1\0"
      "\1\0\0\0"
      "12345678\0",
      20);
  payload += '\0';
  payload += tls ? '\x0A' : '\x02';
  payload.append(20, '\0');
  return std::string{static_cast<char>(payload.size()), '\0', '\0', '\0'} + payload;
}

/// What a willing server says.
Script Willing(const std::string& protocol) {
  if (protocol == "smtp" || protocol == "lmtp") {
    const std::string hello = protocol == "smtp" ? "EHLO" : "LHLO";
    return {{"", "220-mx\r\n220 ready\r\n"},
            {hello + " localhost\r\n", "250-mx\r\n250-starttls\r\n250 HELP\r\n"},
            {"STARTTLS\r\n", "220 go\r\n"}};
  }
  if (protocol == "imap") {
    return {{"", "* OK hi\r\n"},
            {"a1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n"},
            {"a2 STARTTLS\r\n", "a2 OK go\r\n"}};
  }
  if (protocol == "pop3") {
    return {
        {"", "+OK hi\r\n"}, {"CAPA\r\n", "+OK\r\nUSER\r\nSTLS\r\n.\r\n"}, {"STLS\r\n", "+OK\r\n"}};
  }
  if (protocol == "sieve") {
    return {{"", "\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK\r\n"}, {"STARTTLS\r\n", "OK\r\n"}};
  }
  if (protocol == "ldap") return {{std::string(kLdapOid), std::string(kLdapConsent)}};
  if (protocol == "ftp") {
    return {{"", "120 soon\r\n220-hi\r\nany text\r\n220 there\r\n"},
            {"AUTH TLS\r\n", "234 go\r\n"}};
  }
  if (protocol == "irc") {
    return {{"STARTTLS\r\n", ":a NOTICE * :looking you up\r\nPING :7\r\n"},
            {"PONG :7\r\n", ":a 670 * :go\r\n"}};
  }
  if (protocol == "postgres") return {{std::string(kPostgresAsks), "S"}};
  if (protocol == "mysql") return {{"", MysqlGreeting(true)}};
  return {{"version='1.0'>", kXmppFeatures}, {kXmppAsks, "<proceed xmlns='x'/>"}};
}

const std::vector<std::string> kProtocols = {"smtp",  "lmtp",        "imap",     "pop3",
                                             "sieve", "ldap",        "ftp",      "xmpp-client",
                                             "irc",   "xmpp-server", "postgres", "mysql"};

StarttlsOutcome Ask(const std::string& protocol, ScriptedTransport& server,
                    std::vector<std::string>* lines = nullptr) {
  return AskForTls({protocol, "a.test"}, server, Deadline::After(Milliseconds(5000)),
                   [lines](Speaker speaker, const std::string& text) {
                     if (lines == nullptr) return;
                     lines->push_back((speaker == Speaker::kClient ? "> " : "< ") + text);
                   });
}

StarttlsOutcome Ask(const std::string& protocol, Script script,
                    ScriptedTransport::Options options = {}) {
  ScriptedTransport server(std::move(script), options);
  return Ask(protocol, server);
}

class Starttls : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(All, Starttls, testing::ValuesIn(kProtocols), [](const auto& param) {
  std::string name = param.param;
  std::erase(name, '-');
  return name;
});

TEST_P(Starttls, LeavesTheTransportReadyForTls) {
  ASSERT_TRUE(SpeaksStarttls(GetParam()));
  for (const size_t portion : {1, 7, 4096}) {
    ScriptedTransport server(Willing(GetParam()), {.portion = portion});
    EXPECT_EQ(Ask(GetParam(), server).end, StarttlsEnd::kReady) << portion;
    EXPECT_THAT(server.left(), IsEmpty());
  }
}

/// Whoever slips clear text in behind the server's consent must not have it read as the server's.
TEST_P(Starttls, TakesNothingBehindTheConsent) {
  Script script = Willing(GetParam());
  script.back().says += "injected";
  ScriptedTransport server(script);
  EXPECT_EQ(Ask(GetParam(), server).end, StarttlsEnd::kReady);
  EXPECT_EQ(server.left(), "injected");
}

TEST_P(Starttls, SilenceEndsAtTheDeadline) {
  EXPECT_EQ(Ask(GetParam(), {}).end, StarttlsEnd::kTimedOut);
  Script script = Willing(GetParam());
  script.back().says.pop_back();
  if (script.back().says.empty()) return;  // one octet was all
  EXPECT_EQ(Ask(GetParam(), script).end, StarttlsEnd::kTimedOut);
}

TEST_P(Starttls, CloseIsTold) {
  EXPECT_EQ(Ask(GetParam(), {}, {.closes = true}).end, StarttlsEnd::kClosed);
}

TEST_P(Starttls, TlsInPlaceOfAnAnswerIsTold) {
  const std::string alert("\x15\x03\x01\x00\x02\x02\x0A", 7);
  EXPECT_EQ(Ask(GetParam(), {{"", alert}}).end, StarttlsEnd::kTls);
  EXPECT_EQ(Ask(GetParam(), {{"", alert}}, {.portion = 2}).end, StarttlsEnd::kTls);
}

TEST_P(Starttls, AnotherProtocolIsNotUnderstood) {
  const StarttlsOutcome outcome =
      Ask(GetParam(), {{"", "HTTP/1.1 400 Bad\x1b[31m Request\r\nServer: x\r\n\r\n"}},
          {.closes = true});
  EXPECT_EQ(outcome.end, StarttlsEnd::kNotUnderstood);
  EXPECT_THAT(outcome.reply, testing::StartsWith("H"));
}

TEST_P(Starttls, WhatHasNoEndIsBounded) {
  for (const std::string& octets : {std::string(300000, '2'), std::string(300000, '\n'),
                                    std::string(300000, '\0'), std::string(300000, '<')}) {
    ScriptedTransport server(Script{{"", octets}});
    const StarttlsOutcome outcome = Ask(GetParam(), server);
    EXPECT_NE(outcome.end, StarttlsEnd::kReady);
    EXPECT_GT(server.left().size(), 200000u) << "no more than 64 KiB is read";
    EXPECT_LE(outcome.reply.size(), 210u);
  }
}

TEST(StarttlsDialogue, EndlessLinesAreBounded) {
  std::string lines;
  for (int i = 0; i < 5000; ++i) lines += "220-more\r\n";
  ScriptedTransport server(Script{{"", lines}});
  EXPECT_EQ(Ask("smtp", server).end, StarttlsEnd::kNotUnderstood);
  EXPECT_GT(server.left().size(), lines.size() - 2000);
}

TEST(StarttlsDialogue, IsHandedToTheListenerLineByLine) {
  ScriptedTransport server(Willing("smtp"));
  std::vector<std::string> lines;
  Ask("smtp", server, &lines);
  EXPECT_THAT(lines, ElementsAre("< 220-mx", "< 220 ready", "> EHLO localhost", "< 250-mx",
                                 "< 250-starttls", "< 250 HELP", "> STARTTLS", "< 220 go"));
}

TEST(StarttlsDialogue, BinaryMessagesAreTold) {
  for (const auto& [protocol, words] : std::vector<std::pair<std::string, std::string>>{
           {"ldap", "> StartTLS request"},
           {"postgres", "> SSLRequest"},
           {"mysql", "< greeting of MySQL 8.0.1, with TLS"}}) {
    ScriptedTransport server(Willing(protocol));
    std::vector<std::string> lines;
    Ask(protocol, server, &lines);
    EXPECT_THAT(lines, testing::Contains(words));
  }
}

TEST(StarttlsDialogue, HostileTextIsMadePrintable) {
  ScriptedTransport server(Script{{"", "554 \x1b[31mgo away\r\n"}});
  std::vector<std::string> lines;
  const StarttlsOutcome outcome = Ask("smtp", server, &lines);
  EXPECT_EQ(outcome.end, StarttlsEnd::kRefused);
  EXPECT_THAT(outcome.reply, testing::Not(HasSubstr("\x1b")));
  EXPECT_THAT(lines.front(), testing::Not(HasSubstr("\x1b")));
}

/// One way not to begin TLS.
struct Refusal {
  const char* name;
  const char* protocol;
  Script script;
  StarttlsEnd end;
  const char* reply;
};

const Refusal kRefusals[] = {
    {"SmtpWithout",
     "smtp",
     {{"", "220 x\r\n"}, {"EHLO localhost\r\n", "250 x\r\n"}},
     StarttlsEnd::kNotOffered,
     "250 x"},
    {"SmtpDenies",
     "smtp",
     {{"", "220 x\r\n"},
      {"EHLO localhost\r\n", "250 STARTTLS\r\n"},
      {"STARTTLS\r\n", "454 no\r\n"}},
     StarttlsEnd::kRefused,
     "454 no"},
    {"SmtpTurnsAway", "smtp", {{"", "421 too many\r\n"}}, StarttlsEnd::kRefused, "421 too many"},
    {"ImapWithout",
     "imap",
     {{"", "* OK\r\n"}, {"a1 CAPABILITY\r\n", "* CAPABILITY IMAP4rev1\r\na1 OK\r\n"}},
     StarttlsEnd::kNotOffered,
     "a1 OK"},
    {"ImapBye", "imap", {{"", "* BYE full\r\n"}}, StarttlsEnd::kRefused, "* BYE full"},
    {"ImapDenies",
     "imap",
     {{"", "* OK\r\n"},
      {"a1 CAPABILITY\r\n", "* CAPABILITY STARTTLS\r\na1 OK\r\n"},
      {"a2 STARTTLS\r\n", "a2 NO not now\r\n"}},
     StarttlsEnd::kRefused,
     "a2 NO not now"},
    {"Pop3Without",
     "pop3",
     {{"", "+OK\r\n"}, {"CAPA\r\n", "+OK\r\nUSER\r\n.\r\n"}},
     StarttlsEnd::kNotOffered,
     "."},
    {"Pop3WithoutCapa",
     "pop3",
     {{"", "+OK\r\n"}, {"CAPA\r\n", "-ERR what\r\n"}, {"STLS\r\n", "-ERR no\r\n"}},
     StarttlsEnd::kRefused,
     "-ERR no"},
    {"SieveWithout",
     "sieve",
     {{"", "\"SASL\" \"PLAIN\"\r\nOK\r\n"}},
     StarttlsEnd::kNotOffered,
     "OK"},
    {"SieveBye", "sieve", {{"", "BYE \"later\"\r\n"}}, StarttlsEnd::kRefused, "BYE \"later\""},
    {"FtpWithout",
     "ftp",
     {{"", "220 x\r\n"}, {"AUTH TLS\r\n", "502 what\r\n"}},
     StarttlsEnd::kNotOffered,
     "502 what"},
    {"FtpDenies",
     "ftp",
     {{"", "220 x\r\n"}, {"AUTH TLS\r\n", "431 no\r\n"}},
     StarttlsEnd::kRefused,
     "431 no"},
    {"IrcWithout",
     "irc",
     {{"STARTTLS\r\n", ":a 421 * STARTTLS :what\r\n"}},
     StarttlsEnd::kNotOffered,
     ":a 421 * STARTTLS :what"},
    {"IrcDenies",
     "irc",
     {{"STARTTLS\r\n", ":a 691 * :no\r\n"}},
     StarttlsEnd::kRefused,
     ":a 691 * :no"},
    {"LdapWithout",
     "ldap",
     {{std::string(kLdapOid),
       std::string("\x30\x0C\x02\x01\x01\x78\x07\x0A\x01\x02\x04\x00\x04\x00", 14)}},
     StarttlsEnd::kNotOffered,
     "result 2"},
    {"LdapDenies",
     "ldap",
     {{std::string(kLdapOid),
       std::string("\x30\x0E\x02\x01\x01\x78\x09\x0A\x01\x34\x04\x00\x04\x02no", 16)}},
     StarttlsEnd::kRefused,
     "result 52: no"},
    {"XmppWithout",
     "xmpp-client",
     {{"version='1.0'>", "<stream:stream><stream:features/>"}},
     StarttlsEnd::kNotOffered,
     nullptr},
    {"XmppStreamError",
     "xmpp-client",
     {{"version='1.0'>", "<stream:stream><stream:error><host-unknown/></stream:error>"}},
     StarttlsEnd::kRefused,
     nullptr},
    {"XmppFailure",
     "xmpp-client",
     {{"version='1.0'>", kXmppFeatures}, {kXmppAsks, "<failure xmlns='x'/>"}},
     StarttlsEnd::kRefused,
     "<failure xmlns='x'/>"},
    {"PostgresWithout",
     "postgres",
     {{std::string(kPostgresAsks), "N"}},
     StarttlsEnd::kNotOffered,
     "N (no TLS here)"},
    {"PostgresError",
     "postgres",
     {{std::string(kPostgresAsks), "E"}},
     StarttlsEnd::kRefused,
     nullptr},
    {"MysqlWithout",
     "mysql",
     {{"", MysqlGreeting(false)}},
     StarttlsEnd::kNotOffered,
     "greeting of MySQL 8.0.1, without TLS"},
    {"MysqlTurnsAway",
     "mysql",
     {{"", std::string("\x0C\0\0\0\xFF\x10\x04too many!", 16)}},
     StarttlsEnd::kRefused,
     "error 1040 too many!"},
};

class StarttlsRefusal : public testing::TestWithParam<Refusal> {};
INSTANTIATE_TEST_SUITE_P(All, StarttlsRefusal, testing::ValuesIn(kRefusals),
                         [](const auto& param) { return param.param.name; });

TEST_P(StarttlsRefusal, IsToldInTheServersWords) {
  for (const size_t portion : {1, 4096}) {
    const StarttlsOutcome outcome =
        Ask(GetParam().protocol, GetParam().script, {.portion = portion});
    EXPECT_EQ(outcome.end, GetParam().end) << outcome.reply;
    if (GetParam().reply != nullptr) {
      EXPECT_EQ(outcome.reply, GetParam().reply);
    }
  }
}

TEST(StarttlsNames, OthersAreNotKnown) {
  for (const char* name : {"", "http", "tls", "mqtt", "SMTP"}) EXPECT_FALSE(SpeaksStarttls(name));
}

/// The host is named in XMPP, and cannot break out of its attribute.
TEST(StarttlsXmpp, NamesTheHost) {
  ScriptedTransport server(Willing("xmpp-client"));
  AskForTls({"xmpp-client", "a.test'><x"}, server, Deadline::After(Milliseconds(5000)),
            [](Speaker, const std::string&) {});
  EXPECT_THAT(server.said(), HasSubstr("to='a.testx'"));
}

}  // namespace
}  // namespace shakedown::net
