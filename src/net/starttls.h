// STARTTLS: the conversation in clear in which a client asks a server to begin TLS. Bounded in
// octets, lines and time; every line is handed to a listener as it crosses.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "net/transport.h"

namespace shakedown::net {

/// Who says a line of the conversation.
enum class Speaker { kClient, kServer };
/// Gets each line, printable and at most 200 characters, without its line end; binary messages in
/// words.
using DialogueListener = std::function<void(Speaker speaker, std::string text)>;

struct StarttlsRequest {
  std::string protocol;  ///< a name for which `SpeaksStarttls` is true
  std::string host;      ///< the server's name, for protocols that name it (XMPP)
};

/// How the conversation ended.
enum class StarttlsEnd {
  kReady,          ///< the next octet is the ClientHello's
  kNotOffered,     ///< the server's list of abilities lacks STARTTLS
  kRefused,        ///< asked for and denied
  kNotUnderstood,  ///< the answer is not of this protocol, or too long for it
  kTls,            ///< the server sent a TLS record: it expects TLS from the first octet
  kClosed,         ///< the server closed before its answer was complete
  kTimedOut,
};

struct StarttlsOutcome {
  StarttlsEnd end = StarttlsEnd::kNotUnderstood;
  std::string reply;  ///< the server's last words, printable, at most 200 characters
};

/// Whether there is a dialogue for the protocol of this name: smtp, lmtp, imap, pop3, sieve, ldap,
/// ftp, xmpp-client, xmpp-server, irc, postgres, mysql.
bool SpeaksStarttls(std::string_view protocol);

/// Asks the server behind `transport` for TLS. Reads no octet beyond the server's consent: what
/// follows in clear is left for TLS to stumble over. At most 100 lines and 64 KiB are read.
StarttlsOutcome AskForTls(const StarttlsRequest& request, Transport& transport, Deadline deadline,
                          const DialogueListener& listener);

}  // namespace shakedown::net
