#include "attempt/protocol.h"

#include <algorithm>
#include <array>

namespace shakedown::attempt {
namespace {

constexpr std::array<Protocol, 18> kProtocols{{
    {Application::kHttp, "http", "HTTP", "", 0, "https", 443},
    {Application::kNone, "tls", "TLS", "", 0, "tls", 0},
    {Application::kSmtp, "smtp", "SMTP", "smtp", 25, "smtps", 465},
    {Application::kLmtp, "lmtp", "LMTP", "lmtp", 24, "lmtps", 24},
    {Application::kImap, "imap", "IMAP", "imap", 143, "imaps", 993},
    {Application::kPop3, "pop3", "POP3", "pop3", 110, "pop3s", 995},
    {Application::kSieve, "sieve", "ManageSieve", "sieve", 4190, "sieves", 4190},
    {Application::kLdap, "ldap", "LDAP", "ldap", 389, "ldaps", 636},
    {Application::kFtp, "ftp", "FTP", "ftp", 21, "ftps", 990},
    {Application::kXmppClient, "xmpp-client", "XMPP", "xmpp-client", 5222, "xmpps-client", 5223},
    {Application::kXmppServer, "xmpp-server", "XMPP between servers", "xmpp-server", 5269,
     "xmpps-server", 5270},
    {Application::kIrc, "irc", "IRC", "irc", 6667, "ircs", 6697},
    {Application::kPostgres, "postgres", "PostgreSQL", "postgres", 5432, "", 0, true},
    {Application::kMysql, "mysql", "MySQL", "mysql", 3306, "", 0, true},
    {Application::kMqtt, "mqtt", "MQTT", "", 0, "mqtts", 8883},
    {Application::kRedis, "redis", "Redis", "", 0, "rediss", 6379},
    {Application::kAmqp, "amqp", "AMQP", "", 0, "amqps", 5671},
    {Application::kKafka, "kafka", "Kafka", "", 0, "kafka", 9093},
}};

}  // namespace

std::span<const Protocol> Protocols() { return kProtocols; }

const Protocol& ProtocolOf(Application application) {
  return *std::find_if(kProtocols.begin(), kProtocols.end(), [application](const Protocol& row) {
    return row.application == application;
  });
}

const Protocol* ProtocolByScheme(std::string_view scheme) {
  if (scheme.empty()) return nullptr;
  if (scheme == "postgresql") scheme = "postgres";
  const auto found = std::find_if(kProtocols.begin(), kProtocols.end(), [&](const Protocol& row) {
    return row.scheme == scheme || row.tls_scheme == scheme;
  });
  return found != kProtocols.end() ? &*found : nullptr;
}

const Protocol* StarttlsProtocol(std::string_view name) {
  const Protocol* found = ProtocolByScheme(name);
  return found != nullptr && found->scheme == name ? found
         : name == "postgresql"                    ? &ProtocolOf(Application::kPostgres)
                                                   : nullptr;
}

std::string StarttlsNames() {
  std::string names;
  for (const Protocol& row : kProtocols) {
    if (row.scheme.empty()) continue;
    if (!names.empty()) names += ", ";
    names += row.name;
  }
  return names;
}

}  // namespace shakedown::attempt
