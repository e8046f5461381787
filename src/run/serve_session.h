// A running `serve`: the built-in peer with an observer that diagnoses each connection, keeps what
// it learned of each client, and hands the results over one by one.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "handshake/peer.h"
#include "handshake/peer_observer.h"
#include "run/serve_clients.h"
#include "run/served_event.h"

namespace shakedown::run {

struct ServeOptions {
  std::string address = "127.0.0.1";
  uint16_t port = 0;
  int threads = 2;
  int max_connections = 256;
  Milliseconds idle_limit{10000};
  /// The server, its trust and the request as configured. Its name is empty.
  handshake::PeerHost host;
  /// The certificate that the client is said to have.
  std::optional<attempt::IdentityFacts> expected;
  /// Certificates that may link a chain upwards though the client does not send them.
  std::vector<ossl::X509Ptr> known;
  bool vary = false;
  /// Appends session secrets in the NSS key log format; empty: nobody learns them.
  std::string key_log;
  /// Writes the body for the person at the client: the event so far, the request, the answer that
  /// the emulated server gives. Thread-safe; empty: that answer goes out as it is.
  std::function<handshake::Answer(const ServedEvent&, const handshake::RequestHead&,
                                  handshake::Answer)>
      answer;
};

/// The requests with which `options` vary the one as configured, that one first. Changes that would
/// change nothing are left out. kFormat if a name cannot be read.
Result<std::vector<std::pair<diagnosis::Variation, handshake::PeerHost>>> MakeVariations(
    const ServeOptions& options);

class ServeSession final : public handshake::PeerObserver {
 public:
  /// Starts serving. Errors as of `Peer::Start`.
  static Result<std::unique_ptr<ServeSession>> Start(ServeOptions options);
  /// Stops the server.
  ~ServeSession() override;
  ServeSession(const ServeSession&) = delete;
  ServeSession& operator=(const ServeSession&) = delete;

  /// Stops the server; connections that are open are over then, and can be fetched.
  void Stop() { peer_.reset(); }

  /// Where it listens; not to be asked after `Stop`.
  attempt::Endpoint endpoint() const { return peer_->endpoint(); }
  /// The requests that clients may meet, the one as configured first.
  std::vector<diagnosis::Variation> variations() const;
  /// The next connection that is over; nothing at the deadline.
  std::optional<ServedEvent> Next(Deadline deadline);
  /// Connections that were not kept because nobody fetched them in time.
  uint64_t dropped() const;

  size_t ChooseHost(const attempt::Endpoint& client, const tls::ClientHello& hello,
                    size_t host) override;
  handshake::Answer OnAnswer(const handshake::PeerReport& so_far,
                             handshake::Answer planned) override;
  void OnFinished(handshake::PeerReport report) override;

 private:
  explicit ServeSession(ServeOptions options) : options_(std::move(options)) {}
  Result<void> Open();
  ServedEvent Diagnosed(handshake::PeerReport report) const;

  const ServeOptions options_;
  std::vector<std::pair<diagnosis::Variation, handshake::PeerHost>> requests_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::unique_ptr<ServeClients> clients_;  // guarded by mutex_
  std::deque<ServedEvent> finished_;       // guarded by mutex_
  uint64_t dropped_ = 0;                   // guarded by mutex_
  std::unique_ptr<handshake::Peer> peer_;  // last: its threads call the members above
};

}  // namespace shakedown::run
