// One handshake from the first SYN to the last octet, phase by phase.
#pragma once

#include <memory>
#include <string>

#include "attempt/spec.h"
#include "handshake/application.h"
#include "handshake/client_callbacks.h"
#include "handshake/client_connect.h"
#include "handshake/client_server_check.h"
#include "handshake/client_stream.h"
#include "handshake/client_witness.h"
#include "handshake/http_conversation.h"
#include "net/resolver.h"
#include "ossl/handles.h"
#include "pki/identity.h"

namespace shakedown::handshake {

/// What one run works with; what is a pointer is borrowed and outlives it.
struct RunInput {
  const attempt::HandshakeSpec* spec = nullptr;
  std::vector<PreparedRequest> requests;  ///< to make after the handshake; none: only listen
  ossl::SslPtr ssl;                       ///< prepared: context, SNI, session
  net::Resolver* resolver = nullptr;
  ServerChecker* checker = nullptr;
  pki::IdentityPtr renegotiated;  ///< presented in the renegotiation, if another; may be null
  std::vector<HopLogin> logins;   ///< one for each hop of the spec
  ProxyTls* proxy_tls = nullptr;
};

class ClientRun final {
 public:
  explicit ClientRun(RunInput input);

  /// Runs all phases; called once.
  attempt::HandshakeTrace Run();
  /// The last session the server gave; may be null. After Run.
  ossl::SessionPtr TakeSession();

 private:
  /// How listening went on.
  enum class Flow {
    kData,    ///< application data came, and went to the reply
    kTicket,  ///< a session ticket came
    kQuiet,   ///< nothing until the deadline
    kEnded,   ///< closed, failed, or given up
  };

  PhaseLimit Limit(Milliseconds phase) const;
  void OfferEarlyData();
  void PlayFirst(ByteSpan flight);
  bool Shake();
  void RecordFailure();
  void RecordSuccess();
  void BeginEarlyRequest();
  void RecordForeignOctets();
  void CheckServer();

  bool Listen();
  bool Pause();
  void MakeRequests();
  /// The renegotiation, if the spec wants it before request `number`; false if TLS is over.
  bool RenegotiateBefore(size_t number);
  attempt::Renegotiated::How Renegotiate();
  bool ShakeAgain();
  bool MakeRequest(size_t number);
  void ReadReply(const PhaseLimit& limit);
  void RecordReply();
  void RecordHttpEvents();
  bool Send(std::string_view octets, Deadline deadline);
  void FlushHttp(Deadline deadline);
  void Linger(Milliseconds longest);
  void Conclude();

  /// Gives the library what has arrived, and waits for more, until something happens.
  Flow Next(Deadline deadline, bool stop_at_ticket);
  void BoundRequests();
  void ChooseHttp(const std::string& alpn);
  bool RefusedLateAuthentication(Deadline deadline);
  bool WantsRequest() const {
    return application_ != nullptr || (!input_.requests.empty() && speaks_http_);
  }

  // Of protocols other than HTTP.
  void Converse();
  void RecordAnswer();

  RunInput input_;
  const attempt::HandshakeSpec& spec_;
  Witness witness_;
  const Deadline total_;
  std::unique_ptr<damage::Saboteur> saboteur_;  ///< null without deliberate damage
  CallbackSink sink_;
  std::unique_ptr<TlsStream> stream_;
  std::unique_ptr<HttpConversation> http_;              ///< once the handshake stands
  const std::unique_ptr<ApplicationStep> application_;  ///< null for HTTP and for listening
  bool speaks_http_ = true;                             ///< no other protocol was negotiated
  bool speaks_http2_ = false;
  size_t early_octets_ = 0;     ///< of the first request, sent as early data
  bool early_taken_ = false;    ///< the server took them
  int asked_in_handshake_ = 0;  ///< CertificateRequests until the handshake stood
  bool reply_recorded_ = false;
  bool tls_over_ = false;  ///< the library can do nothing more on this connection
};

}  // namespace shakedown::handshake
