// The application protocols that can be examined: what each is called, how its URLs look, and
// whether TLS begins at once or is asked for. One row a protocol; nothing else lists them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace shakedown::attempt {

/// What is spoken inside TLS once it stands.
enum class Application {
  kHttp,  ///< one HTTP/1.1 request is sent and its reply recorded
  kNone,  ///< nothing is sent; we only listen
  kSmtp,
  kLmtp,
  kImap,
  kPop3,
  kSieve,  ///< ManageSieve, RFC 5804
  kLdap,
  kFtp,
  kXmppClient,
  kXmppServer,
  kIrc,
  kPostgres,
  kMysql,
  kMqtt,
  kRedis,
  kAmqp,
  kKafka,
};

/// One protocol. A scheme that is empty does not exist; its port is then 0.
struct Protocol {
  Application application = Application::kNone;
  std::string_view name;        ///< "smtp": for --starttls and in reports
  std::string_view title;       ///< for people, "SMTP"
  std::string_view scheme;      ///< of URLs whose TLS is asked for in clear: "smtp"
  uint16_t port = 0;            ///< the default of `scheme`
  std::string_view tls_scheme;  ///< of URLs with TLS from the first octet: "smtps"
  uint16_t tls_port = 0;        ///< the default of `tls_scheme`; 0: a URL has to name it
  bool login = false;           ///< its URLs may name a user and a database
};

/// All protocols, HTTP first.
std::span<const Protocol> Protocols();
/// The row of an application.
const Protocol& ProtocolOf(Application application);
/// The row whose `scheme` or `tls_scheme` is `scheme` (lower case), or null. "postgresql" is
/// another word for "postgres".
const Protocol* ProtocolByScheme(std::string_view scheme);
/// The row of a protocol that can ask for TLS, by its name, or null.
const Protocol* StarttlsProtocol(std::string_view name);
/// The names of those protocols: "smtp, lmtp, imap ...".
std::string StarttlsNames();

}  // namespace shakedown::attempt
