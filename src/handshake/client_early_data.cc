// ClientRun with TLS 1.3 early data (0-RTT): the first request goes out behind the ClientHello.
#include <algorithm>
#include <span>

#include "handshake/client_run.h"

namespace shakedown::handshake {
namespace {

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
  if (stream_->WriteEarly(request, limit.deadline) != Step::kDone) return;
  early_octets_ = request.size();
  witness_.Add(attempt::EarlyDataSent{early_octets_});
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
