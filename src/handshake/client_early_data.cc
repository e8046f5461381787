// ClientRun with TLS 1.3 early data (0-RTT): the first request goes out behind the ClientHello.
#include <array>
#include <functional>
#include <string>

#include "handshake/client_run.h"
#include "handshake/client_starttls.h"
#include "net/transport.h"

namespace shakedown::handshake {
namespace {

/// The most that is read of an answer nobody can decrypt.
constexpr size_t kMaxIgnored = 256 * 1024;

/// How much early data the session to resume allows; 0 without a session.
size_t EarlyDataAllowed(const SSL* ssl) {
  const SSL_SESSION* session = SSL_get0_session(ssl);
  return session == nullptr ? 0 : SSL_SESSION_get_max_early_data(session);
}

/// Early data is in the protocol of the session (RFC 9846 section 4.3.10).
bool SessionSpeaksHttp1(const SSL* ssl) {
  const unsigned char* name = nullptr;
  size_t length = 0;
  SSL_SESSION_get0_alpn_selected(SSL_get0_session(ssl), &name, &length);
  return length == 0 || AsText({name, length}).starts_with("http/1.");
}

}  // namespace

void ClientRun::OfferEarlyData() {
  SSL* ssl = stream_->ssl();
  if (!spec_.early_data || input_.requests.empty() || EarlyDataAllowed(ssl) == 0) return;
  if (!SessionSpeaksHttp1(ssl)) return;
  const std::string request = WriteHttp1(input_.requests.front(), input_.requests.size() == 1);
  if (request.size() > EarlyDataAllowed(ssl)) return;
  const PhaseLimit limit = Limit(spec_.timeouts.handshake);
  // What goes wrong here ends the handshake that follows, and is recorded there.
  const auto play_first = [this](ByteSpan flight) { PlayFirst(flight); };
  const bool written =
      stream_->WriteEarly(request, limit.deadline,
                          spec_.replayed ? play_first : std::function<void(ByteSpan)>()) ==
      Step::kDone;
  if (!written) return;
  early_octets_ = request.size();
  witness_.Add(attempt::EarlyDataSent{early_octets_});
}

/// Somebody who recorded the flight can send it but not go on: the connection stays as it is until
/// the server has said all it has to say. Nothing of it enters the trace.
void ClientRun::PlayFirst(ByteSpan flight) {
  const PhaseLimit limit = Limit(spec_.timeouts.handshake);
  Witness unseen;
  const PathInput path{&spec_, &input_.logins, input_.resolver, input_.proxy_tls};
  const auto transport = OpenPath(path, limit, &unseen);
  if (transport == nullptr || !PrepareForTls(spec_, *transport, limit, &unseen)) return;
  if (net::SendAll(*transport, flight, limit.deadline) != net::Exchange::kDone) return;
  std::array<uint8_t, 4096> ignored;
  Deadline quiet = limit.deadline;  // until the first answer; then until nothing more comes
  for (size_t octets = 0; octets < kMaxIgnored && transport->WaitReadable(quiet);) {
    const net::IoResult read = transport->Read(ignored);
    if (read.status != net::IoStatus::kDone && read.status != net::IoStatus::kWouldBlock) break;
    octets += read.octets;
    quiet = limit.total.Within(spec_.timeouts.verdict);
  }
  witness_.Add(attempt::Damaged{attempt::kFlightReplayed});
}

/// From here on the request counts as made.
void ClientRun::BeginEarlyRequest() {
  witness_.set_phase(attempt::Phase::kAfterRequest);
  http_->Begin(0);
  http_->TakeOutput();
  attempt::RequestSent sent;
  sent.octets = early_octets_;
  sent.early = true;
  witness_.Add(sent);
}

}  // namespace shakedown::handshake
