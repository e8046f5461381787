#include "handshake/peer_witness.h"

#include <string>
#include <utility>

#include "core/text.h"
#include "tls/alert.h"

namespace shakedown::handshake {
namespace {

using attempt::Side;

std::string TextOf(const char* text) { return text == nullptr ? std::string() : Printable(text); }

std::string AlpnOf(SSL* ssl) {
  const unsigned char* name = nullptr;
  unsigned int length = 0;
  SSL_get0_alpn_selected(ssl, &name, &length);
  return Printable(AsText({name, length}));
}

std::string GroupOf(SSL* ssl) {
  const int group = static_cast<int>(SSL_get_negotiated_group(ssl));
  return group == NID_undef ? std::string() : TextOf(SSL_group_to_name(ssl, group));
}

}  // namespace

PeerWitness::PeerWitness(const attempt::Endpoint& client) {
  witness_.Add(attempt::Connected{client.host, client.port});
}

void PeerWitness::Attach(SSL* ssl) {
  SSL_set_msg_callback(ssl, OnContent);
  SSL_set_msg_callback_arg(ssl, this);
}

void PeerWitness::OnContent(int written, int /*version*/, int content_type, const void* data,
                            size_t length, SSL* /*ssl*/, void* self) noexcept {
  try {
    static_cast<PeerWitness*>(self)->Take(written != 0, content_type,
                                          {static_cast<const uint8_t*>(data), length});
  } catch (...) {
    // Out of memory: the trace misses an event; the library must not see the exception.
  }
}

void PeerWitness::Take(bool written, int content_type, ByteSpan content) {
  const Side from = written ? Side::kServer : Side::kClient;
  FlushAlert();
  if (content_type == SSL3_RT_HANDSHAKE) {
    if (saboteur_ != nullptr && saboteur_->OnMessage(from, content)) return;
    if (flight_judge_ != nullptr && flight_judge_->OnMessage(from, content)) return;
    witness_.OnMessage(from, content);
  } else if (content_type == SSL3_RT_ALERT) {
    const bool close =
        tls::DecodeAlert(content).value.description == tls::AlertDescription::kCloseNotify;
    if (close && !written) goodbye_ = true;
    if (written) {
      alert_.emplace(content.begin(), content.end());
    } else {
      witness_.OnAlert(from, content);
    }
  }
}

void PeerWitness::FlushAlert() {
  if (alert_) witness_.OnAlert(Side::kServer, *alert_);
  alert_.reset();
}

attempt::HandshakeTrace PeerWitness::Copy() {
  FlushAlert();
  return witness_.Copy();
}

attempt::HandshakeTrace PeerWitness::Finish() {
  FlushAlert();
  return witness_.Finish();
}

void PeerWitness::OnHandshake(SSL* ssl, bool ok) {
  FlushAlert();
  if (std::exchange(returned_, true)) return;
  attempt::HandshakeReturned returned;
  returned.ok = ok;
  if (ok || witness_.phase() != attempt::Phase::kBeforeServerHello) {
    returned.version = static_cast<tls::Version>(SSL_version(ssl));
  }
  if (ok) {
    returned.cipher = TextOf(SSL_CIPHER_standard_name(SSL_get_current_cipher(ssl)));
    returned.group = GroupOf(ssl);
    returned.alpn = AlpnOf(ssl);
    returned.resumed = SSL_session_reused(ssl) == 1;
    witness_.set_phase(attempt::Phase::kAfterFinished);
  }
  witness_.Add(std::move(returned));
}

void PeerWitness::OnRequest(size_t octets) {
  witness_.set_phase(attempt::Phase::kAfterRequest);
  witness_.Add(attempt::RequestSent{octets, true, 0});
}

void PeerWitness::OnAnswer(int status, const std::string& reason) {
  attempt::HttpReply reply;
  reply.status = status;
  reply.reason = reason;
  witness_.Add(std::move(reply));
}

void PeerWitness::OnForeign(ByteSpan first) {
  constexpr size_t kKept = 64;
  first = first.first(std::min(first.size(), kKept));
  witness_.Add(attempt::NotTls{Bytes(first.begin(), first.end())});
}

void PeerWitness::OnDeadline() {
  FlushAlert();
  const bool handshake = witness_.phase() < attempt::Phase::kAfterFinished;
  using Wait = attempt::DeadlineHit::Wait;
  witness_.Add(attempt::DeadlineHit{handshake ? Wait::kHandshake : Wait::kReply, Milliseconds(0)});
}

void PeerWitness::OnClosed(attempt::PeerClosed::How how) {
  FlushAlert();
  witness_.OnClosed(goodbye_ ? attempt::PeerClosed::How::kCloseNotify : how);
}

const tls::ClientHello* PeerWitness::hello() const { return witness_.client_hello(); }

}  // namespace shakedown::handshake
