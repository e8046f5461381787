// One connection of the built-in peer as a small state machine over a non-blocking socket: accept,
// TLS handshake, request, perhaps a late certificate, answer, close.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "handshake/peer_answer.h"
#include "handshake/peer_context.h"
#include "handshake/peer_http2.h"
#include "handshake/peer_observer.h"
#include "handshake/peer_request.h"
#include "handshake/peer_witness.h"
#include "net/socket.h"
#include "ossl/handles.h"

namespace shakedown::handshake {

/// The value of the Server header.
inline constexpr std::string_view kPeerServerName = "shakedown-peer";

/// Who connected, and who is told about it.
struct PeerClient {
  uint64_t number = 0;
  attempt::Endpoint endpoint;
  PeerObserver* observer = nullptr;  ///< borrowed; may be null
};

class PeerConnection final {
 public:
  /// What the connection waits for.
  enum class Wants { kRead, kWrite, kNothing };

  /// `contexts` is borrowed. Without progress for `idle_limit` the connection is over.
  PeerConnection(net::Socket socket, const PeerContexts& contexts, Milliseconds idle_limit,
                 Milliseconds life_limit, PeerClient client = {});
  /// Tells the observer.
  ~PeerConnection();
  PeerConnection(const PeerConnection&) = delete;
  PeerConnection& operator=(const PeerConnection&) = delete;

  /// Goes as far as the socket allows; kNothing means finished, to be destroyed. Never blocks, and
  /// stops after a bounded amount of work even if more could be read.
  Wants Advance();
  int fd() const { return socket_.fd(); }
  /// It is given up because its deadline passed, or to make room.
  void OnDeadline();
  /// When to give up on it.
  SteadyTime deadline() const { return deadline_; }

 private:
  enum class State {
    kSniffing,   ///< is it TLS at all?
    kPlain,      ///< reading a request in clear
    kEarlyData,  ///< before the handshake, where a host takes early data
    kHandshake,
    kRequest,
    kHttp2,     ///< requests and answers in frames
    kLate,      ///< a certificate was asked for after the request
    kWatching,  ///< the client answers a misstep; the library is past it
    kAnswer,
    kCloseNotify,
    kLingering,  ///< our side is closed; what still comes is dropped, so that no reset follows
  };
  /// kNext: call again for the next state.
  enum class Step { kNext, kRead, kWrite, kDone };

  Step RunState();
  Step Sniff();
  Step ReadPlain();
  Step ReadEarlyData();
  Step Handshake();
  Step ReadRequest();
  Step TalkHttp2();
  Step AwaitLateCertificate();
  Step Watch();
  Step WriteAnswer();
  Step SendCloseNotify();
  Step Linger();

  Step Enter(State state);
  Step Respond();
  Step Reply(const Answer& answer);
  Step ReplyTo(RequestReader::State failure);
  Step StartLinger();
  /// What a library call that returned `result` <= 0 leads to.
  Step AfterFailure(int result);
  void Witnessed(net::IoStatus end);
  /// What the observer is told, without the trace.
  PeerReport Report() const;
  Answer Observed(const Answer& planned);
  bool LateCertificateIsIn() const;
  void Misjudge(ConnectionFacts* facts) const;
  static void Believe(X509* client, ConnectionFacts* facts);
  ConnectionFacts Facts() const;
  Answer AnswerHttp2(const RequestHead& request);
  broken::Situation SituationOf(const ConnectionFacts& facts, const RequestHead& request);
  Step SkipPreamble(size_t octets);
  Step AfterHandshake();
  bool Misstep(SSL* ssl);
  Step Take(damage::ServerSaboteur::Turn turn);
  bool MayKeepOpen() const;
  Step AwaitNextRequest();

  net::Socket socket_;
  const PeerContexts& contexts_;
  const Milliseconds idle_limit_;
  const PeerClient client_;
  const SteadyTime last_moment_;
  SteadyTime deadline_;
  State state_ = State::kSniffing;
  std::unique_ptr<PeerWitness> witness_;  ///< null without an observer
  TlsState tls_;
  std::unique_ptr<damage::ServerSaboteur> saboteur_;  ///< only where a host missteps on purpose
  ossl::SslPtr ssl_;
  std::unique_ptr<RequestReader> request_ = std::make_unique<RequestReader>();
  std::unique_ptr<PeerHttp2> http2_;  ///< once it is negotiated
  int requests_ = 0;                  ///< answered on this connection
  bool keep_open_ = false;            ///< another request may follow the answer under way
  bool hello_split_ = false;          ///< its first record does not hold all of the ClientHello
  size_t hello_octets_ = 0;           ///< in its first record
  bool claimed_ = false;              ///< a PROXY protocol header came, and is believed
  bool late_impossible_ = false;
  bool early_ = false;  ///< octets of the request came as early data
  size_t request_octets_ = 0;
  int status_ = 0;
  std::string answer_;
  size_t answered_ = 0;
  size_t dropped_ = 0;
};

}  // namespace shakedown::handshake
