// One handshake from the first SYN to the last octet, phase by phase.
#pragma once

#include <memory>
#include <string>

#include "attempt/spec.h"
#include "handshake/client_callbacks.h"
#include "handshake/client_connect.h"
#include "handshake/client_server_check.h"
#include "handshake/client_stream.h"
#include "handshake/client_witness.h"
#include "handshake/http_reply.h"
#include "net/resolver.h"
#include "ossl/handles.h"

namespace shakedown::handshake {

/// What one run works with; what is a pointer is borrowed and outlives it.
struct RunInput {
  const attempt::HandshakeSpec* spec = nullptr;
  std::string request;  ///< octets to send after the handshake; empty: only listen
  ossl::SslPtr ssl;     ///< prepared: context, SNI, session
  net::Resolver* resolver = nullptr;
  ServerChecker* checker = nullptr;
  std::vector<HopLogin> logins;  ///< one for each hop of the spec
  ProxyTls* proxy_tls = nullptr;
};

class ClientRun final {
 public:
  explicit ClientRun(RunInput input);

  /// Runs all phases; called once.
  attempt::HandshakeTrace Run();
  /// The last session the server gave; may be null. After Run.
  ossl::SessionPtr TakeSession() { return std::move(sink_.session); }

 private:
  /// How listening went on.
  enum class Flow {
    kData,    ///< application data came, and went to the reply
    kTicket,  ///< a session ticket came
    kQuiet,   ///< nothing until the deadline
    kEnded,   ///< closed, failed, or given up
  };

  PhaseLimit Limit(Milliseconds phase) const;
  bool Shake();
  void RecordFailure();
  void RecordSuccess();
  void RecordForeignOctets();
  void CheckServer();

  bool Listen();
  bool Pause();
  void SendRequest();
  void ReadReply(const PhaseLimit& limit);
  void RecordReply();
  void Linger(Milliseconds longest);
  void Conclude();

  /// Gives the library what has arrived, and waits for more, until something happens.
  Flow Next(Deadline deadline, bool stop_at_ticket);
  void BoundRequests();
  bool WantsRequest() const { return !input_.request.empty() && speaks_http1_; }

  RunInput input_;
  const attempt::HandshakeSpec& spec_;
  Witness witness_;
  const Deadline total_;
  CallbackSink sink_;
  std::unique_ptr<TlsStream> stream_;
  HttpReplyReader reply_;
  bool speaks_http1_ = true;
  bool reply_recorded_ = false;
  bool tls_over_ = false;  ///< the library can do nothing more on this connection
};

}  // namespace shakedown::handshake
