#include "handshake/application_protocols.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "attempt/protocol.h"
#include "tests/support/application_talk.h"

namespace shakedown::handshake {
namespace {

using Meaning = attempt::ApplicationReply::Meaning;
using testing_support::Play;
using testing_support::SpecOfUrl;
using testing_support::Turns;

/// One conversation: the URL of the server, its turns, and what comes of it.
struct Talk {
  const char* name;
  const char* url;
  Turns turns;
  Meaning meaning;
  std::string code;
  std::string text;
};

/// A message of PostgreSQL.
std::string Postgres(char type, const std::string& body) {
  const auto length = static_cast<char>(body.size() + 4);
  return std::string{type, '\0', '\0', '\0', length} + body;
}
std::string PostgresError(const std::string& state, const std::string& text,
                          const std::string& routine) {
  const char end = '\0';
  return Postgres('E', "SFATAL" + std::string(1, end) + "C" + state + end + "M" + text + end + "R" +
                           routine + end + end);
}

/// A packet of MySQL with an error.
std::string MysqlError(int number, int code, const std::string& text) {
  const std::string payload =
      std::string{'\xFF', static_cast<char>(code & 0xFF), static_cast<char>(code >> 8)} + "#28000" +
      text;
  return std::string{static_cast<char>(payload.size()), '\0', '\0', static_cast<char>(number)} +
         payload;
}

/// A response of LDAP.
std::string Ldap(int id, char operation, int code, const std::string& text) {
  std::string body{'\x0A', '\x01', static_cast<char>(code),       '\x04',
                   '\0',   '\x04', static_cast<char>(text.size())};
  body += text;
  return std::string{
             '\x30',    static_cast<char>(body.size() + 5), '\x02', '\x01', static_cast<char>(id),
             operation, static_cast<char>(body.size())} +
         body;
}

const std::string kStream = "<?xml version='1.0'?><stream:stream id='1'>";

const std::vector<Talk> kTalks = {
    {"SmtpTalks",
     "smtps://a",
     {"220 mx\r\n", "250-mx\r\n250 HELP\r\n"},
     Meaning::kLetIn,
     "250",
     "HELP"},
    {"SmtpAfterStarttls", "smtp://a", {"250 mx\r\n"}, Meaning::kLetIn, "250", "mx"},
    {"SmtpWantsCertificate",
     "smtp://a",
     {"421 4.7.1 Error: No client certificate presented\r\n"},
     Meaning::kWantsCertificate,
     "421",
     "4.7.1 Error: No client certificate presented"},
    {"SmtpDislikesCertificate",
     "smtps://a",
     {"421 4.7.1 Error: Client certificate not trusted\r\n"},
     Meaning::kBadCertificate,
     "421",
     "4.7.1 Error: Client certificate not trusted"},
    {"SmtpIsBusy", "smtps://a", {"421 too many\r\n"}, Meaning::kUnrelated, "421", "too many"},
    {"LmtpTalks", "lmtp://a", {"250 mx\r\n"}, Meaning::kLetIn, "250", "mx"},
    {"ImapBeginsLogin",
     "imaps://a",
     {"* OK hi\r\n", "* CAPABILITY IMAP4rev1 AUTH=EXTERNAL AUTH=PLAIN\r\nb1 OK done\r\n", "+ \r\n"},
     Meaning::kLetIn,
     "AUTHENTICATE",
     "the server takes logins"},
    {"ImapWithoutLogins",
     "imap://a",
     {"* CAPABILITY IMAP4rev1\r\nb1 OK done\r\n"},
     Meaning::kLetIn,
     "OK",
     "done"},
    {"ImapWantsCertificate",
     "imap://a",
     {"* CAPABILITY AUTH=PLAIN\r\nb1 OK\r\n",
      "b2 NO [ALERT] Client didn't present valid SSL certificate\r\n"},
     Meaning::kWantsCertificate,
     "NO",
     "[ALERT] Client didn't present valid SSL certificate"},
    {"ImapDeniesOtherwise",
     "imap://a",
     {"* CAPABILITY AUTH=PLAIN\r\nb1 OK\r\n", "b2 NO not here\r\n"},
     Meaning::kUnrelated,
     "NO",
     "not here"},
    {"ImapKnowsTheClient",
     "imaps://a",
     {"* PREAUTH welcome bob\r\n"},
     Meaning::kLetIn,
     "PREAUTH",
     "welcome bob"},
    {"ImapBye", "imaps://a", {"* BYE go away\r\n"}, Meaning::kForbidden, "BYE", "go away"},
    {"Pop3BeginsLogin",
     "pop3s://a",
     {"+OK hi\r\n", "+OK\r\nSASL PLAIN\r\n.\r\n", "+ \r\n"},
     Meaning::kLetIn,
     "AUTH",
     "the server takes logins"},
    {"Pop3WithoutCapa", "pop3://a", {"-ERR what\r\n"}, Meaning::kLetIn, "-ERR", "what"},
    {"Pop3WantsCertificate",
     "pop3://a",
     {"+OK\r\nSASL EXTERNAL\r\n.\r\n",
      "-ERR [AUTH] Client didn't present valid SSL certificate\r\n"},
     Meaning::kWantsCertificate,
     "-ERR",
     "[AUTH] Client didn't present valid SSL certificate"},
    {"SieveBeginsLogin",
     "sieve://a",
     {"\"IMPLEMENTATION\" \"x\"\r\n\"SASL\" \"PLAIN\"\r\nOK \"TLS\"\r\n",
      "\"SASL\" \"PLAIN\"\r\nOK\r\n\"\"\r\n"},
     Meaning::kLetIn,
     "AUTHENTICATE",
     "the server takes logins"},
    {"SieveWantsCertificate",
     "sieve://a",
     {"\"SASL\" \"PLAIN\"\r\nOK\r\n", "NO \"Client didn't present valid SSL certificate\"\r\n"},
     Meaning::kWantsCertificate,
     "NO",
     "Client didn't present valid SSL certificate"},
    {"LdapBinds", "ldaps://a", {Ldap(2, 0x61, 0, "")}, Meaning::kLetIn, "0", ""},
    {"LdapWantsName",
     "ldap://a",
     {Ldap(2, 0x61, 48, "no anonymous")},
     Meaning::kUnrelated,
     "48",
     "no anonymous"},
    {"LdapDisconnects",
     "ldap://a",
     {Ldap(0, 0x78, 8, "client certificate required")},
     Meaning::kWantsCertificate,
     "8",
     "client certificate required"},
    {"FtpTalks",
     "ftps://a",
     {"220 hi\r\n", "211-Features\r\n UTF8\r\n211 End\r\n"},
     Meaning::kLetIn,
     "211",
     "End"},
    {"FtpWithoutFeat", "ftp://a", {"500 what\r\n"}, Meaning::kLetIn, "500", "what"},
    {"FtpWantsCertificate",
     "ftp://a",
     {"522 SSL connection failed: client certificate required\r\n"},
     Meaning::kWantsCertificate,
     "522",
     "SSL connection failed: client certificate required"},
    {"XmppTalks",
     "xmpp-client://a",
     {kStream + "<stream:features><bind/></stream:features>"},
     Meaning::kLetIn,
     "stream features",
     ""},
    {"XmppOffersCertificateLogin",
     "xmpps-client://a",
     {kStream + "<stream:features><mechanism>EXTERNAL</mechanism></stream:features>"},
     Meaning::kLetIn,
     "stream features",
     "login by certificate (EXTERNAL) is offered"},
    {"XmppDenies",
     "xmpp-server://a",
     {kStream + "<stream:error><not-authorized xmlns='x'/></stream:error>"},
     Meaning::kForbidden,
     "not-authorized",
     ""},
    {"XmppDislikesCertificate",
     "xmpp-server://a",
     {kStream + "<stream:error><not-authorized/><text xml:lang='en'>Your certificate is not trusted"
                "</text></stream:error>"},
     Meaning::kBadCertificate,
     "not-authorized",
     "Your certificate is not trusted"},
    {"XmppOtherError",
     "xmpp-client://a",
     {kStream + "<stream:error><host-unknown/></stream:error>"},
     Meaning::kUnrelated,
     "host-unknown",
     ""},
    {"IrcTalks",
     "ircs://a",
     {":a NOTICE * :hi\r\nPING :3\r\n", ":a CAP * LS :sasl\r\n"},
     Meaning::kLetIn,
     "CAP",
     "* LS :sasl"},
    {"IrcDenies",
     "ircs://a",
     {"ERROR :Closing link\r\n"},
     Meaning::kForbidden,
     "ERROR",
     ":Closing link"},
    {"PostgresLetsIn",
     "postgres://a",
     {Postgres('R', std::string(4, '\0'))},
     Meaning::kLetIn,
     "AuthenticationOk",
     ""},
    {"PostgresWantsPassword",
     "postgres://a",
     {Postgres('R', std::string("\0\0\0\x05salt", 8))},
     Meaning::kLetIn,
     "Authentication",
     "the server asks for a password"},
    {"PostgresWantsCertificate",
     "postgres://a",
     {PostgresError("28000", "connection requires a valid client certificate",
                    "ClientAuthentication")},
     Meaning::kWantsCertificate,
     "28000",
     "connection requires a valid client certificate"},
    {"PostgresDislikesName",
     "postgres://bob@a/db",
     {PostgresError("28000", "Zertifikat-Authentifizierung", "auth_failed")},
     Meaning::kForbidden,
     "28000",
     "Zertifikat-Authentifizierung"},
    {"PostgresHasNoEntry",
     "postgres://a",
     {PostgresError("28000", "no pg_hba.conf entry for host", "ClientAuthentication")},
     Meaning::kUnrelated,
     "28000",
     "no pg_hba.conf entry for host"},
    {"PostgresIsBusy",
     "postgres://a",
     {Postgres('N', std::string(1, '\0')) + PostgresError("53300", "too many clients", "Init")},
     Meaning::kUnrelated,
     "53300",
     "too many clients"},
    {"MysqlLetsIn",
     "mysql://a",
     {std::string("\x07\0\0\x03\0\0\0\2\0\0\0", 11)},
     Meaning::kLetIn,
     "",
     "the login was accepted"},
    {"MysqlAsksOtherwise",
     "mysql://a",
     {std::string("\x02\0\0\x03\xFE\0", 6), std::string("\x01\0\0\x05\x01", 5)},
     Meaning::kLetIn,
     "",
     "the server asks for a password"},
    {"MysqlDenies",
     "mysql://a",
     {MysqlError(3, 1045, "Access denied")},
     Meaning::kForbidden,
     "1045",
     "Access denied"},
    {"MysqlHasNoDatabase",
     "mysql://a/x",
     {MysqlError(3, 1049, "Unknown database")},
     Meaning::kUnrelated,
     "1049",
     "Unknown database"},
    {"MqttLetsIn",
     "mqtts://a",
     {std::string("\x20\x02\0\0", 4)},
     Meaning::kLetIn,
     "CONNACK 0",
     "connection accepted"},
    {"MqttDenies",
     "mqtts://a",
     {std::string("\x20\x02\0\x05", 4)},
     Meaning::kForbidden,
     "CONNACK 5",
     "not authorised"},
    {"MqttIsBusy",
     "mqtts://a",
     {std::string("\x20\x02\0\x03", 4)},
     Meaning::kUnrelated,
     "CONNACK 3",
     "server unavailable"},
    {"RedisTalks", "rediss://a", {"+PONG\r\n"}, Meaning::kLetIn, "", "PONG"},
    {"RedisWantsPassword",
     "rediss://a",
     {"-NOAUTH Authentication required.\r\n"},
     Meaning::kLetIn,
     "NOAUTH",
     "Authentication required."},
    {"AmqpTalks",
     "amqps://a",
     {std::string("\1\0\0\0\0\1\0\0\x0A\0\x0A\0\x09", 13)},
     Meaning::kLetIn,
     "Connection.Start",
     ""},
    {"AmqpOtherVersion",
     "amqps://a",
     {std::string("AMQP\0\1\0\0", 8)},
     Meaning::kLetIn,
     "header",
     "the server speaks another version of AMQP"},
    {"KafkaTalks",
     "kafka://a",
     {std::string("\0\0\0\x0A\0\0\0\1\0\0\0\0\0\0", 14)},
     Meaning::kLetIn,
     "ApiVersions 0",
     ""},
};

class ApplicationTalk : public testing::TestWithParam<Talk> {};
INSTANTIATE_TEST_SUITE_P(All, ApplicationTalk, testing::ValuesIn(kTalks),
                         [](const auto& param) { return param.param.name; });

TEST_P(ApplicationTalk, EndsInTheServersAnswer) {
  for (const size_t portion : {1, 3, 4096}) {
    const auto reply = Play(GetParam().url, GetParam().turns, portion);
    ASSERT_TRUE(reply) << portion;
    EXPECT_EQ(reply->meaning, GetParam().meaning) << ToString(reply->meaning);
    EXPECT_EQ(reply->code, GetParam().code);
    EXPECT_EQ(reply->text, GetParam().text);
    EXPECT_EQ(reply->protocol,
              attempt::ProtocolOf(SpecOfUrl(GetParam().url).target.application).name);
  }
}

/// Cut off anywhere, the answer means nothing else than in full.
TEST_P(ApplicationTalk, CutOffMeansNothingElse) {
  const std::string& last = GetParam().turns.back();
  Turns turns = GetParam().turns;
  for (size_t octets = 0; octets < last.size(); ++octets) {
    turns.back() = last.substr(0, octets);
    const auto reply = Play(GetParam().url, turns, 4096);
    if (reply) {
      EXPECT_EQ(reply->meaning, GetParam().meaning) << octets;
    }
  }
}

}  // namespace
}  // namespace shakedown::handshake
