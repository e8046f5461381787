// Flow: handshake messages and what follows from them.
#include <algorithm>
#include <utility>

#include "core/text.h"
#include "observe/cipher_suite.h"
#include "observe/flow.h"

namespace shakedown::observe {
namespace {

using attempt::Side;
using tls::HandshakeType;

constexpr auto kEncryptThenMac = static_cast<tls::ExtensionType>(22);
/// ECParameters of a named curve (RFC 8422 section 5.4).
constexpr uint8_t kNamedCurve = 3;

bool IsSettled(tls::Version version) { return version != tls::Version{}; }

}  // namespace

void Flow::OnMessage(Side from, ByteSpan octets) {
  attempt::Message message;
  message.from = from;
  message.type = HandshakeType{octets[0]};
  message.raw.assign(octets.begin(), octets.end());
  const tls::Version version = IsSettled(version_) ? version_ : tls::Version::kTls12;
  Decoded<tls::HandshakeMessage> decoded = tls::DecodeHandshakeMessage(version, octets);
  message.body = std::move(decoded.value.body);
  message.errors = std::move(decoded.errors);
  const tls::MessageBody body = message.body;
  writer_.AddMessage(std::move(message));
  if (const auto* client_hello = std::get_if<tls::ClientHello>(&body)) {
    OnClientHello(*client_hello);
  } else if (const auto* server_hello = std::get_if<tls::ServerHello>(&body)) {
    OnServerHello(*server_hello);
  } else if (const auto* extensions = std::get_if<tls::EncryptedExtensions>(&body)) {
    negotiation_.alpn = extensions->alpn;
  } else if (const auto* certificate = std::get_if<tls::CertificateMessage>(&body)) {
    if (from == Side::kServer && !server_certificate_) server_certificate_ = *certificate;
  }
  switch (HandshakeType{octets[0]}) {
    case HandshakeType::kServerKeyExchange: OnServerKeyExchange(octets); return;
    case HandshakeType::kFinished: OnFinished(from); return;
    case HandshakeType::kKeyUpdate: UpdateKeys(from); return;
    default: return;
  }
}

/// A handshake begins: the first, one after HelloRetryRequest, or a renegotiation.
void Flow::OnClientHello(const tls::ClientHello& hello) {
  negotiation_ = {};
  negotiation_.client_random = hello.random;
  client_.finished = false;
  server_.finished = false;
  early_data_ = hello.early_data;
  if (server_name_.empty()) server_name_ = hello.server_name;
}

void Flow::OnServerHello(const tls::ServerHello& hello) {
  version_ = hello.version;
  if (hello.hello_retry_request) return;
  negotiation_.server_random = hello.random;
  negotiation_.suite = hello.cipher_suite;
  negotiation_.alpn = hello.alpn;
  negotiation_.resumed = hello.selected_psk.has_value();
  negotiation_.secure_renegotiation = hello.secure_renegotiation;
  negotiation_.encrypt_then_mac = tls::Find(hello.extensions, kEncryptThenMac) != nullptr;
  if (hello.key_share_group) negotiation_.group = tls::Name(*hello.key_share_group);
  if (writer_.phase() == attempt::Phase::kBeforeServerHello) {
    writer_.set_phase(attempt::Phase::kHandshake);
  }
  if (!Is13()) return;
  for (Direction* direction : {&client_, &server_}) direction->encrypted = true;
}

void Flow::OnServerKeyExchange(ByteSpan octets) {
  constexpr size_t kHeader = HandshakeStream::kHeaderOctets;
  if (octets.size() < kHeader + 3 || octets[kHeader] != kNamedCurve) return;
  const auto group = static_cast<uint16_t>(octets[kHeader + 1] << 8 | octets[kHeader + 2]);
  negotiation_.group = tls::Name(static_cast<tls::NamedGroup>(group));
}

/// RFC 5246 section 7.1; TLS 1.3 has it for the sake of middleboxes only, and a client may send it
/// before it knows the version.
void Flow::OnChangeCipherSpec(Side from) {
  if (!IsSettled(version_) || Is13()) return;
  Direction& direction = Of(from);
  direction.encrypted = true;
  direction.opener.reset();
}

void Flow::OnFinished(Side from) {
  Direction& direction = Of(from);
  direction.finished = true;
  if (!negotiation_.first_finished) negotiation_.first_finished = from;
  if (Is13()) {
    // After the handshake it answers a late request and changes no keys.
    if (direction.application) return;
    direction.application = true;
    direction.opener.reset();
    if (from == Side::kClient) Returned();
    return;
  }
  if (!client_.finished || !server_.finished) return;
  // RFC 5246 section 7.3: in an abbreviated handshake the server finishes first.
  negotiation_.resumed = *negotiation_.first_finished == Side::kServer;
  Returned();
}

/// Our own opinion of the server's certificate, as a client of ours would record it.
void Flow::CheckServer() {
  if (!server_certificate_ || tools_.check == nullptr || std::exchange(server_checked_, true)) {
    return;
  }
  writer_.Add((*tools_.check)(*server_certificate_,
                              server_name_.empty() ? ends_.server.host : server_name_));
}

/// The first handshake is through, seen from the client.
void Flow::Returned() {
  if (std::exchange(returned_, true)) return;
  CheckServer();
  returned_at_ = writer_.now();
  attempt::HandshakeReturned returned;
  returned.ok = true;
  returned.version = version_;
  returned.cipher = SuiteName(negotiation_.suite);
  returned.group = negotiation_.group;
  returned.alpn = Printable(negotiation_.alpn);
  returned.resumed = negotiation_.resumed;
  if (!Is13()) returned.secure_renegotiation = negotiation_.secure_renegotiation;
  writer_.Add(std::move(returned));
  writer_.set_phase(attempt::Phase::kAfterFinished);
}

}  // namespace shakedown::observe
