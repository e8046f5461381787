// Which answer the built-in peer gives: a pure function of its hosts, of what TLS found out and of
// the request. It follows nginx (and Apache where a certificate is asked for late).
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/clock.h"
#include "handshake/peer.h"
#include "handshake/peer_request.h"

namespace shakedown::handshake {

/// What the peer knows about a connection once TLS stands.
struct ConnectionFacts {
  size_t host = 0;               ///< the host whose TLS settings hold
  bool named = false;            ///< the SNI (or the resumed session's) named that host
  std::string version;           ///< "TLSv1.3"
  bool resumed = false;          ///< identity and verdict come from an earlier handshake
  bool presented = false;        ///< there is a client certificate
  bool verified = true;          ///< no verification error is on record
  std::string subject;           ///< of the client certificate, printable
  std::string user;              ///< whom the application takes the client for; any octets
  std::string verdict;           ///< "NONE", "SUCCESS" or "FAILED:<reason>", as nginx words it
  bool late_impossible = false;  ///< TLS 1.3 client without post_handshake_auth
  bool early = false;            ///< the request came as early data
  std::string alpn;              ///< negotiated protocol; empty: none
};

/// One answer; the connection closes after it.
struct Answer {
  int status = 200;
  std::string reason;        ///< reason phrase
  std::string content_type;  ///< "text/html" or "text/plain"
  std::string body;
  std::string headers;  ///< further header lines, each ending in CR LF
};

/// Either an answer or the wish to see a certificate first.
struct Decision {
  bool ask_late = false;  ///< ask now; decide again afterwards. `answer` is not set
  Answer answer;
};

/// Decides, in this order; a request for no host or for two, and CONNECT, is 400, and early data at
/// a host that answers it with 425 comes before all:
/// 1. the Host field names another host than TLS negotiated: 421 if the SNI named a known host and
///    the other one asks for certificates (or asks late for this path); without a known SNI the
///    other host's rule holds, for better or worse;
/// 2. the host asks in the first handshake: a verification error is 400 "The SSL certificate
///    error", absence where it is required 400 "No required SSL certificate was sent";
/// 3. the host asks late and the path is one of its `late_paths`: ask, or 403 if TLS 1.3 does not
///    allow it;
/// 4. 200.
Decision Decide(std::span<const PeerHost> hosts, const ConnectionFacts& facts,
                const RequestHead& request);

/// The index of the host that the request is for.
size_t WantedHost(std::span<const PeerHost> hosts, const ConnectionFacts& facts,
                  const RequestHead& request);

/// Answers that need no decision.
Answer ServedAnswer(const PeerHost& host, const ConnectionFacts& facts,
                    const RequestHead& request);  ///< 200 with what the peer knows
Answer PlainHttpAnswer();     ///< 400 "The plain HTTP request was sent to HTTPS port"
Answer BadRequestAnswer();    ///< 400 "Bad Request"
Answer HeadTooLargeAnswer();  ///< 400 "Request Header Or Cookie Too Large"

/// An HTML answer whose <title> is "`status` `title`" and whose heading is the reason phrase.
Answer HtmlAnswer(int status, std::string_view title, std::string_view sentence);
/// The reason phrase of a status code that our servers use (RFC 9110 section 15).
const char* ReasonPhrase(int status);

/// The octets of the reply: status line, Server, Date, Content-Type, Content-Length, Connection:
/// close unless it is kept open, and the body unless `method` is HEAD.
std::string Serialised(const Answer& answer, std::string_view server, std::string_view method,
                       UtcSeconds now, bool keep_open = false);
/// The same as the fields of an HTTP/2 response (RFC 9113 section 8.3.2), without the body.
std::vector<std::pair<std::string, std::string>> ResponseFields(const Answer& answer,
                                                                std::string_view server,
                                                                UtcSeconds now);

}  // namespace shakedown::handshake
