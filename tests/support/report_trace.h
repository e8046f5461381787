// Hand-made traces and attempts for the tests of reports: what a server did, in a few words.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "attempt/attempt.h"
#include "core/hex.h"
#include "tls/distinguished_name.h"

namespace shakedown::testing_support {

/// 2026-11-20T10:15:30Z plus `seconds`.
inline UtcSeconds ReportTime(int seconds = 0) {
  return *ParseUtc("2026-11-20T10:15:30Z") + std::chrono::seconds(seconds);
}

inline tls::DistinguishedName NameOf(const std::string& text) {
  const auto name = tls::NameFromText(text);
  return name ? *name : tls::DistinguishedName{};
}

inline attempt::CertificateFacts CertificateOf(const std::string& subject,
                                               const std::string& issuer) {
  attempt::CertificateFacts facts;
  facts.subject = NameOf(subject);
  facts.issuer = NameOf(issuer);
  facts.serial = "01ab";
  facts.not_before = *ParseUtc("2026-11-19T00:00:00Z");
  facts.not_after = *ParseUtc("2026-12-19T00:00:00Z");
  facts.key = {attempt::KeyType::kEc, 256, "P-256"};
  facts.signature_algorithm = "ecdsa-with-SHA256";
  facts.sha256 = "aa00bb11";
  return facts;
}

inline attempt::IdentityFacts IdentityOf(const std::string& name,
                                         std::vector<attempt::CertificateFacts> chain) {
  attempt::IdentityFacts identity;
  identity.name = name;
  identity.present = !chain.empty();
  identity.chain = std::move(chain);
  return identity;
}

/// Writes events 0.1 ms apart, unless told otherwise.
class TraceBuilder {
 public:
  TraceBuilder() { trace_.started = ReportTime(); }

  TraceBuilder& Add(attempt::EventBody body) {
    trace_.events.push_back({at_, std::move(body)});
    at_ += std::chrono::microseconds(100);
    return *this;
  }
  TraceBuilder& Wait(int milliseconds) {
    at_ += std::chrono::milliseconds(milliseconds);
    return *this;
  }
  TraceBuilder& Connected() { return Add(attempt::Connected{"127.0.0.1", 8443}); }
  TraceBuilder& Message(attempt::Side from, tls::HandshakeType type, size_t octets = 4,
                        tls::MessageBody body = {}) {
    return Add(attempt::Message{from, type, Bytes(octets), std::move(body), {}});
  }
  TraceBuilder& ClientHello(const std::string& sni = "localhost") {
    tls::ClientHello hello;
    hello.server_name = sni;
    return Message(attempt::Side::kClient, tls::HandshakeType::kClientHello, 517, hello);
  }
  TraceBuilder& ServerHello(tls::Version version = tls::Version::kTls13) {
    version_ = version;
    tls::ServerHello hello;
    hello.version = version;
    return Message(attempt::Side::kServer, tls::HandshakeType::kServerHello, 122, hello);
  }
  TraceBuilder& Request(const std::vector<std::string>& ca_names) {
    tls::CertificateRequest request;
    request.version = version_;
    request.has_signature_algorithms = true;
    request.signature_algorithms = {tls::SignatureScheme{0x0403}, tls::SignatureScheme{0x0804}};
    if (version_ < tls::Version::kTls13) {
      request.certificate_types = {tls::ClientCertificateType{1}, tls::ClientCertificateType{64}};
    }
    for (const std::string& name : ca_names) request.ca_names.push_back(NameOf(name));
    return Message(attempt::Side::kServer, tls::HandshakeType::kCertificateRequest, 90, request);
  }
  TraceBuilder& Certificate(attempt::Side from, size_t entries) {
    tls::CertificateMessage message;
    message.entries.resize(entries);
    return Message(from, tls::HandshakeType::kCertificate, 8 + entries * 500, message);
  }
  /// The server's flight of TLS 1.3 with a CertificateRequest.
  TraceBuilder& ServerFlight13(const std::vector<std::string>& ca_names) {
    using attempt::Side;
    ServerHello(tls::Version::kTls13);
    Message(Side::kServer, tls::HandshakeType::kEncryptedExtensions, 10);
    Request(ca_names).Certificate(Side::kServer, 2);
    Message(Side::kServer, tls::HandshakeType::kCertificateVerify, 79);
    return Message(Side::kServer, tls::HandshakeType::kFinished, 52);
  }
  /// The client's answer in TLS 1.3 and the successful return of its handshake function.
  TraceBuilder& ClientFlight13(size_t certificates) {
    using attempt::Side;
    Certificate(Side::kClient, certificates);
    if (certificates > 0) Message(Side::kClient, tls::HandshakeType::kCertificateVerify, 79);
    Message(Side::kClient, tls::HandshakeType::kFinished, 52);
    return Returned();
  }
  TraceBuilder& Returned() {
    return Add(attempt::HandshakeReturned{
        .ok = true, .version = version_, .cipher = "TLS_AES_256_GCM_SHA384", .group = "X25519"});
  }
  TraceBuilder& Alert(int description, attempt::Phase phase = attempt::Phase::kAfterFinished) {
    return Add(attempt::AlertSeen{attempt::Side::kServer, tls::AlertLevel::kFatal,
                                  static_cast<tls::AlertDescription>(description), phase});
  }
  TraceBuilder& Closed(attempt::PeerClosed::How how = attempt::PeerClosed::How::kFin) {
    return Add(attempt::PeerClosed{how, attempt::Phase::kAfterFinished});
  }
  TraceBuilder& Reply(int status, const std::string& reason, const std::string& title) {
    attempt::HttpReply reply;
    reply.status = status;
    reply.reason = reason;
    reply.title = title;
    reply.headers = {{"Server", "nginx/1.22.1"}, {"Content-Type", "text/html"}};
    Add(attempt::RequestSent{60, true});
    return Add(std::move(reply));
  }
  attempt::HandshakeTrace Build() {
    trace_.duration = at_;
    return trace_;
  }

 private:
  attempt::HandshakeTrace trace_;
  std::chrono::microseconds at_{400};
  tls::Version version_ = tls::Version::kTls13;
};

inline attempt::Attempt AttemptOf(attempt::HandshakeTrace trace, attempt::IdentityFacts identity) {
  attempt::Attempt attempt;
  attempt.spec.target.endpoint = {"localhost", 8443};
  attempt.identity = std::move(identity);
  attempt.trace = std::move(trace);
  return attempt;
}

}  // namespace shakedown::testing_support
