// HandshakeTrace: what was seen during one handshake, in order, with time and direction. It holds
// no opinion; `diagnosis/` has those. Event numbers are indices into `events`.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "attempt/facts.h"
#include "attempt/http2.h"
#include "core/bytes.h"
#include "core/clock.h"
#include "tls/alert.h"
#include "tls/handshake_message.h"

namespace shakedown::attempt {

enum class Side { kClient, kServer };
const char* ToString(Side side);

/// How far the handshake had come, seen from the client.
enum class Phase {
  kBeforeServerHello,
  kHandshake,      ///< after ServerHello, before both Finished are through
  kAfterFinished,  ///< the handshake returned, nothing was written yet
  kAfterRequest,   ///< application data went out
};
/// "before-server-hello", "handshake", "after-finished", "after-request".
const char* ToString(Phase phase);

/// TCP stands.
struct Connected {
  std::string address;  ///< numeric
  uint16_t port = 0;
};

/// TCP does not stand.
struct ConnectFailed {
  enum class Reason { kResolve, kRefused, kUnreachable, kTimedOut, kOther };
  Reason reason = Reason::kOther;
  std::string address;  ///< the last one tried, numeric; empty if the name did not resolve
  std::string detail;   ///< the system's text
};

/// What a hop of the way came to: a proxy answered, or failed to, or a PROXY protocol header left.
struct ProxyReply {
  int hop = 0;  ///< index into the spec's path
  bool opened = false;
  int status = 0;      ///< HTTP status or SOCKS code; 0 if there was none
  std::string reason;  ///< status line, first octets or our own words, printable

  /// What the hop was asked for last.
  enum class Stage {
    kTunnel,    ///< a tunnel: HTTP CONNECT, or a SOCKS request (RFC 1928 section 4)
    kTls,       ///< TLS with the proxy itself
    kMethod,    ///< a SOCKS authentication method (RFC 1928 section 3)
    kLogin,     ///< user and password (RFC 1929)
    kName,      ///< nothing yet: the next host's name did not resolve on our side
    kPreamble,  ///< nothing: a PROXY protocol header has no answer
  };
  Stage stage = Stage::kTunnel;
  /// What became of the credentials.
  enum class Login {
    kNone,      ///< none are configured
    kSent,      ///< the proxy got them
    kUnasked,   ///< the proxy did not want any (SOCKS)
    kWithheld,  ///< kept back: the certificate of the proxy is not trusted
  };
  Login login = Login::kNone;
  bool timed_out = false;
  bool closed = false;                 ///< the proxy closed before its answer was complete
  std::vector<std::string> schemes{};  ///< authentication schemes that it offers, printable
  std::string detail{};                ///< a reply field that says why, "Name: value", printable
  std::string tls{};                   ///< TLS with the proxy: version; empty if there was none
  std::string certificate_problem{};   ///< what is wrong with the proxy's certificate, or empty
  std::string name{};                  ///< the hop as a URL, passwords masked
};

/// A TLS record as it crossed the socket. Content type and length are those of the outside.
struct Record {
  Side from{};
  tls::ContentType type{};
  uint16_t version = 0;
  size_t length = 0;  ///< octets of the fragment
};

/// One handshake message, in plaintext.
struct Message {
  Side from{};
  tls::HandshakeType type{};
  Bytes raw;  ///< header included
  tls::MessageBody body;
  std::vector<DecodeError> errors;
};

struct AlertSeen {
  Side from{};
  tls::AlertLevel level{};
  tls::AlertDescription description{};
  Phase phase{};
};

/// The client's handshake function returned success or failure.
struct HandshakeReturned {
  bool ok = false;
  tls::Version version{};
  std::string cipher;  ///< "TLS_AES_256_GCM_SHA384"
  std::string group;   ///< "X25519"; empty if unknown
  std::string alpn;    ///< selected, printable
  bool resumed = false;
  /// Whether the server supports secure renegotiation (RFC 5746); nothing in TLS 1.3, which has no
  /// renegotiation, and on failure.
  std::optional<bool> secure_renegotiation{};
  /// Whether the server took the early data that went out; nothing if none did.
  std::optional<bool> early_data{};
  /// On failure: library and reason number of the TLS library, for the log only.
  int library = 0;
  int reason = 0;
};

/// What the server presented, and our own opinion of it. Recorded, never enforced unless asked.
struct ServerChecked {
  std::vector<CertificateFacts> chain;  ///< leaf first
  bool checked = false;                 ///< there was a trust store to check against
  bool trusted = false;
  bool name_matches = false;
  bool expired = false;  ///< some certificate of the chain is outside its validity
  std::string problem;   ///< one sentence; empty if none
};

/// The first request was written as early data, right behind the ClientHello. Whether it counts,
/// HandshakeReturned says: a RequestSent that is `early` follows, or the request made once more.
struct EarlyDataSent {
  size_t octets = 0;
};

/// Something was done on purpose to what the client sends; stands before the message that shows it.
struct Damaged {
  std::string what;  ///< "certificate-verify flip-bit=7"
};

/// The renegotiation that the client was to start came to its end.
struct Renegotiated {
  enum class How {
    kDone,        ///< a new handshake stands
    kBegun,       ///< the server answered the ClientHello; the handshake failed later
    kRefused,     ///< an alert, a close or silence in place of a ServerHello
    kImpossible,  ///< the version has none, or TLS was over
  };
  How how = How::kRefused;
};
/// "done", "begun", "refused", "impossible".
const char* ToString(Renegotiated::How how);

/// Application data was written by us.
struct RequestSent {
  size_t octets = 0;
  bool complete = true;  ///< false: the peer closed while we wrote
  uint32_t stream = 0;   ///< of HTTP/2; 0 in HTTP/1.1
  bool early = false;    ///< it went out as early data, which the server took
};

/// One HTTP reply; header order and spelling as received, text printable.
struct HttpReply {
  int status = 0;
  std::string reason;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string title;  ///< of an HTML body, white space folded; empty if none
  std::string body;   ///< the first 2,048 octets, printable
};

/// An HTTP/2 stream was ended before its reply was complete (RST_STREAM, RFC 9113 section 6.4).
struct StreamReset {
  Side from{};
  uint32_t stream = 0;
  Http2Error code{};
};

/// An HTTP/2 connection was given up, by us for a violation of the protocol only (GOAWAY, RFC 9113
/// section 6.8).
struct GoAway {
  Side from{};
  uint32_t last_stream = 0;  ///< requests on later streams were not looked at
  Http2Error code{};
  std::string debug;  ///< additional data, printable, shortened; may be empty
};

/// One line, or message, of the conversation in clear in which TLS is asked for (STARTTLS).
struct DialogueLine {
  Side from{};
  std::string text;  ///< without its line end; binary messages in words; printable, no secrets
};

/// That conversation did not end in TLS.
struct StarttlsFailed {
  enum class Reason {
    kNotOffered,     ///< the server's list of abilities lacks it
    kRefused,        ///< asked for and denied
    kNotUnderstood,  ///< the server does not speak this protocol
    kTls,            ///< the server speaks TLS already: nothing is to be asked for
    kClosed,         ///< the server closed before its answer was complete
    kTimedOut,
  };
  Reason reason = Reason::kRefused;
  std::string protocol;  ///< name in `Protocols()`
  std::string reply;     ///< the server's last words, printable; empty if there were none
};
/// "not-offered", "refused", "not-understood", "tls", "closed", "timed-out".
const char* ToString(StarttlsFailed::Reason reason);

/// What a server of another protocol than HTTP answered inside TLS.
struct ApplicationReply {
  enum class Meaning {
    kLetIn,             ///< it talks to us
    kWantsCertificate,  ///< it says that a client certificate is missing
    kBadCertificate,    ///< it says that something is wrong with the client certificate
    kForbidden,         ///< it refuses this client, perhaps for its certificate
    kUnrelated,         ///< it refuses something else, such as a password; TLS let us in
  };
  std::string protocol;  ///< name in `Protocols()`
  std::string code;      ///< the protocol's own: "220", "28000", "5"; may be empty
  std::string text;      ///< printable, one line
  Meaning meaning = Meaning::kLetIn;
};
/// "let-in", "wants-certificate", "bad-certificate", "forbidden", "unrelated".
const char* ToString(ApplicationReply::Meaning meaning);

/// First octets from the peer that are not TLS.
struct NotTls {
  Bytes first;  ///< at most 64
};

/// The peer closed its side.
struct PeerClosed {
  enum class How { kCloseNotify, kFin, kReset };
  How how = How::kFin;
  Phase phase{};
};
/// "close_notify", "fin", "rst".
const char* ToString(PeerClosed::How how);

/// A deadline passed while waiting.
struct DeadlineHit {
  enum class Wait { kResolve, kConnect, kProxy, kStarttls, kHandshake, kReply, kTotal };
  Wait wait = Wait::kTotal;
  Milliseconds limit{0};
};
const char* ToString(DeadlineHit::Wait wait);

/// The listening after Finished ended without an alert or a close: the server waits for a request.
struct QuietAfterFinished {
  Milliseconds listened{0};
};

using EventBody =
    std::variant<Connected, ConnectFailed, ProxyReply, Record, Message, AlertSeen,
                 HandshakeReturned, ServerChecked, RequestSent, HttpReply, NotTls, PeerClosed,
                 DeadlineHit, QuietAfterFinished, DialogueLine, StarttlsFailed, ApplicationReply,
                 StreamReset, GoAway, EarlyDataSent, Damaged, Renegotiated>;

struct Event {
  std::chrono::microseconds at{0};  ///< since the start of the handshake, monotonic
  EventBody body;
};

struct HandshakeTrace {
  UtcSeconds started{};
  std::chrono::microseconds duration{0};
  std::vector<Event> events;
};

}  // namespace shakedown::attempt
