#include "handshake/client_witness.h"

#include <utility>

#include "tls/alert.h"
#include "tls/handshake_message.h"

namespace shakedown::handshake {
namespace {

using attempt::Side;

constexpr size_t kMaxEvents = 512;
constexpr size_t kMaxEventsWithMessages = 480;
constexpr size_t kMaxEventsWithRecords = 352;
constexpr size_t kMaxMessageOctets = 2 * 1024 * 1024;
constexpr size_t kUsualEvents = 32;

/// RFC 9846 section 6: every alert but the two closure alerts ends a TLS 1.3 connection, whatever
/// its level octet says.
bool EndsConnection(const tls::Alert& alert, tls::Version version) {
  if (alert.description == tls::AlertDescription::kCloseNotify) return false;
  if (alert.level == tls::AlertLevel::kFatal) return true;
  return version == tls::Version::kTls13 &&
         alert.description != tls::AlertDescription::kUserCanceled;
}

}  // namespace

Witness::Witness() : start_(std::chrono::steady_clock::now()) {
  trace_.started = UtcNow();
  trace_.events.reserve(kUsualEvents);
}

void Witness::Add(attempt::EventBody body) {
  if (trace_.events.size() >= kMaxEvents) return;
  const auto since = std::chrono::steady_clock::now() - start_;
  trace_.events.push_back(
      {std::chrono::duration_cast<std::chrono::microseconds>(since), std::move(body)});
}

void Witness::OnRecord(Side from, const RecordHeader& record) {
  if (trace_.events.size() >= kMaxEventsWithRecords) return;
  Add(attempt::Record{from, record.type, record.version, record.length});
}

void Witness::Count(Side from, const attempt::Message& message) {
  if (from == Side::kClient) return;
  switch (message.type) {
    case tls::HandshakeType::kNewSessionTicket: ++tickets_; return;
    case tls::HandshakeType::kHelloRequest: ++hello_requests_; return;
    case tls::HandshakeType::kCertificateRequest: ++certificate_requests_; return;
    case tls::HandshakeType::kServerHello:
      if (const auto* hello = std::get_if<tls::ServerHello>(&message.body)) {
        version_ = hello->version;
        if (!hello->hello_retry_request) ++server_hellos_;
        const bool first = phase_ == attempt::Phase::kBeforeServerHello;
        if (first && !hello->hello_retry_request) phase_ = attempt::Phase::kHandshake;
      }
      return;
    default: return;
  }
}

void Witness::OnMessage(Side from, ByteSpan octets) {
  if (octets.empty()) return;
  attempt::Message message;
  message.from = from;
  message.type = tls::HandshakeType{octets[0]};
  Decoded<tls::HandshakeMessage> decoded = tls::DecodeHandshakeMessage(version_, octets);
  message.body = std::move(decoded.value.body);
  message.errors = std::move(decoded.errors);
  Count(from, message);
  message_octets_ += octets.size();
  const bool room = trace_.events.size() < kMaxEventsWithMessages;
  if (!room || message_octets_ > kMaxMessageOctets) return;
  message.raw.assign(octets.begin(), octets.end());
  if (from == Side::kServer && message.type == tls::HandshakeType::kCertificate &&
      !server_certificate_) {
    server_certificate_ = trace_.events.size();
  }
  Add(std::move(message));
}

void Witness::OnAlert(Side from, ByteSpan content) {
  const tls::Alert alert = tls::DecodeAlert(content).value;
  if (alert.description == tls::AlertDescription::kCloseNotify) {
    close_notify_ = close_notify_ || from == Side::kServer;
    return;
  }
  if (from == Side::kServer && EndsConnection(alert, version_)) fatal_alert_ = true;
  Add(attempt::AlertSeen{from, alert.level, alert.description, phase_});
}

void Witness::OnClosed(attempt::PeerClosed::How how) {
  if (!std::exchange(closed_, true)) Add(attempt::PeerClosed{how, phase_});
}

const tls::CertificateMessage* Witness::server_certificate() const {
  if (!server_certificate_) return nullptr;
  const auto& message = std::get<attempt::Message>(trace_.events[*server_certificate_].body);
  return std::get_if<tls::CertificateMessage>(&message.body);
}

const tls::ClientHello* Witness::client_hello() const {
  for (size_t i = trace_.events.size(); i-- > 0;) {
    const auto* message = std::get_if<attempt::Message>(&trace_.events[i].body);
    if (message == nullptr || message->from != Side::kClient) continue;
    if (const auto* hello = std::get_if<tls::ClientHello>(&message->body)) return hello;
  }
  return nullptr;
}

attempt::HandshakeTrace Witness::Copy() const {
  attempt::HandshakeTrace copy = trace_;
  const auto since = std::chrono::steady_clock::now() - start_;
  copy.duration = std::chrono::duration_cast<std::chrono::microseconds>(since);
  return copy;
}

attempt::HandshakeTrace Witness::Finish() {
  const auto since = std::chrono::steady_clock::now() - start_;
  trace_.duration = std::chrono::duration_cast<std::chrono::microseconds>(since);
  return std::move(trace_);
}

}  // namespace shakedown::handshake
