#include "handshake/client_run.h"

#include <utility>

#include "core/assert.h"
#include "core/text.h"
#include "handshake/client_plain.h"
#include "handshake/client_starttls.h"

namespace shakedown::handshake {
namespace {

using attempt::DeadlineHit;

/// Octets that are not TLS usually come in one segment; a short wait completes the picture.
constexpr Milliseconds kForeignOctets{100};

std::string PrintableText(const char* text) { return text == nullptr ? "" : Printable(text); }

std::string GroupOf(SSL* ssl) {
  const auto group = static_cast<int>(SSL_get_negotiated_group(ssl));
  return group == 0 ? "" : PrintableText(SSL_group_to_name(ssl, group));
}

std::string AlpnOf(const SSL* ssl) {
  const unsigned char* selected = nullptr;
  unsigned length = 0;
  SSL_get0_alpn_selected(ssl, &selected, &length);
  return Printable(AsText({selected, length}));
}

}  // namespace

ClientRun::ClientRun(RunInput input)
    : input_(std::move(input)),
      spec_(*input_.spec),
      // A pause that the spec asks for is no waiting for the peer.
      total_(Deadline::After(spec_.timeouts.total + spec_.pause_before_request)),
      application_(MakeApplicationStep(spec_)) {
  sink_.witness = &witness_;
  sink_.keep_first = spec_.keep_first_session;
  if (!spec_.damage.empty()) {
    saboteur_ = std::make_unique<damage::Saboteur>(spec_.damage, input_.ssl.get(), &witness_,
                                                   spec_.recorded);
    sink_.saboteur = saboteur_.get();
  }
  SHAKEDOWN_ASSERT(AttachSink(input_.ssl.get(), &sink_));
}

/// The library's session of a damaged flight is not the server's.
ossl::SessionPtr ClientRun::TakeSession() {
  if (saboteur_ != nullptr && saboteur_->rewrote()) return nullptr;
  return std::move(sink_.session);
}

PhaseLimit ClientRun::Limit(Milliseconds phase) const {
  return PhaseLimit::Start(total_, spec_.timeouts.total, phase);
}

attempt::HandshakeTrace ClientRun::Run() {
  const PathInput path{&spec_, &input_.logins, input_.resolver, input_.proxy_tls};
  auto transport = OpenPath(path, Limit(spec_.timeouts.connect), &witness_);
  if (transport != nullptr && spec_.plain) {
    const PhaseLimit limit = Limit(spec_.timeouts.reply);
    if (!input_.requests.empty()) AskInClear(input_.requests.front(), limit, *transport, &witness_);
    return witness_.Finish();
  }
  if (transport == nullptr ||
      !PrepareForTls(spec_, *transport, Limit(spec_.timeouts.handshake), &witness_)) {
    return witness_.Finish();
  }
  stream_ = std::make_unique<TlsStream>(std::move(transport), std::move(input_.ssl), &witness_,
                                        saboteur_.get());
  stream_->Dawdle(spec_.pause_before_certificate, spec_.pause_between_octets);
  if (spec_.request_at_once && WantsRequest()) stream_->HoldFinished();
  OfferEarlyData();
  // A request that is already under way leaves nothing to wait for.
  if (Shake() &&
      (early_taken_ || spec_.request_at_once || (Listen() && WantsRequest() && Pause()))) {
    application_ != nullptr ? Converse() : MakeRequests();
  }
  Conclude();
  return witness_.Finish();
}

bool ClientRun::Shake() {
  const PhaseLimit limit = Limit(spec_.timeouts.handshake);
  while (true) {
    const Step step = stream_->Handshake(limit.deadline);
    if (step == Step::kDone) {
      RecordSuccess();
      return true;
    }
    if (step != Step::kWantsInput) {
      RecordFailure();
      return false;
    }
    switch (stream_->Wait(limit.deadline)) {
      case Input::kArrived: break;
      case Input::kDeadline:
        tls_over_ = true;
        CheckServer();
        witness_.Add(limit.Hit(DeadlineHit::Wait::kHandshake));
        return false;
      case Input::kNotTls: RecordForeignOctets(); return false;
      case Input::kClosed:
      case Input::kTooMuch: RecordFailure(); return false;
    }
  }
}

void ClientRun::RecordFailure() {
  tls_over_ = true;
  CheckServer();
  if (const auto how = stream_->peer_closed()) witness_.OnClosed(*how);
  attempt::HandshakeReturned returned;
  if (witness_.phase() != attempt::Phase::kBeforeServerHello) {
    returned.version = static_cast<tls::Version>(SSL_version(stream_->ssl()));
  }
  returned.library = stream_->error_library();
  returned.reason = stream_->error_reason();
  witness_.Add(std::move(returned));
}

void ClientRun::RecordSuccess() {
  stream_->Dawdle(Milliseconds(0), Milliseconds(0));
  CheckServer();
  SSL* ssl = stream_->ssl();
  attempt::HandshakeReturned returned;
  returned.ok = true;
  returned.version = static_cast<tls::Version>(SSL_version(ssl));
  returned.cipher = PrintableText(SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl)));
  returned.group = GroupOf(ssl);
  returned.alpn = AlpnOf(ssl);
  returned.resumed = SSL_session_reused(ssl) == 1;
  const bool secure = SSL_get_secure_renegotiation_support(ssl) != 0;
  if (returned.version < tls::Version::kTls13) returned.secure_renegotiation = secure;
  early_taken_ = early_octets_ > 0 && SSL_get_early_data_status(ssl) == SSL_EARLY_DATA_ACCEPTED;
  if (early_octets_ > 0) returned.early_data = early_taken_;
  ChooseHttp(returned.alpn);
  witness_.Add(std::move(returned));
  witness_.set_phase(attempt::Phase::kAfterFinished);
  if (early_taken_) BeginEarlyRequest();
  // HTTP/2 forbids it at all (RFC 9113 section 9.2.1).
  if (!secure || speaks_http2_) SSL_set_options(ssl, SSL_OP_NO_RENEGOTIATION);
}

/// A request would be noise to a server that chose a protocol other than HTTP.
void ClientRun::ChooseHttp(const std::string& alpn) {
  speaks_http2_ = alpn == "h2" && !input_.requests.empty();
  speaks_http_ = speaks_http2_ || alpn.empty() || alpn.starts_with("http/");
  http_ = speaks_http2_ ? MakeHttp2Conversation(input_.requests)
                        : MakeHttp1Conversation(input_.requests, spec_.pipeline);
  asked_in_handshake_ = witness_.certificate_requests();
}

void ClientRun::RecordForeignOctets() {
  tls_over_ = true;
  const Deadline deadline = total_.Within(kForeignOctets);
  attempt::NotTls foreign;
  while (stream_->first_octets().size() < 64 && stream_->Wait(deadline) == Input::kNotTls) {
  }
  const ByteSpan first = stream_->first_octets();
  foreign.first.assign(first.begin(), first.end());
  witness_.Add(std::move(foreign));
  if (const auto how = stream_->peer_closed()) witness_.OnClosed(*how);
  witness_.Add(attempt::HandshakeReturned{});
}

void ClientRun::CheckServer() {
  const tls::CertificateMessage* presented = witness_.server_certificate();
  if (presented == nullptr) return;
  const std::string sni = attempt::EffectiveSni(spec_);
  witness_.Add(input_.checker->Check(*presented, sni.empty() ? spec_.target.endpoint.host : sni));
}

}  // namespace shakedown::handshake
