#include "handshake/damage/server_flight.h"

#include <algorithm>
#include <utility>

#include "handshake/damage/message_edit.h"
#include "handshake/damage/signing.h"
#include "tls/certificate_message.h"
#include "tls/extension.h"

namespace shakedown::handshake::damage {
namespace {

using tls::HandshakeType;

constexpr size_t kPadOctets = 64;  ///< RFC 9846 section 4.5.2
constexpr std::string_view kServerContext = "TLS 1.3, server CertificateVerify";
constexpr uint16_t kStatusRequest = 5;
constexpr uint16_t kSignatureAlgorithms = 13;
/// ecdsa_secp256r1_sha256, rsa_pss_rsae_sha256, rsa_pkcs1_sha256, ed25519.
constexpr uint8_t kSchemes[] = {4, 3, 8, 4, 4, 1, 8, 7};
constexpr uint8_t kTypes[] = {1, 64};  ///< rsa_sign, ecdsa_sign

using Messages = std::vector<Bytes>;

HandshakeType TypeOf(const Bytes& message) { return HandshakeType{message[0]}; }

Messages::iterator Find(Messages& flight, HandshakeType type) {
  return std::ranges::find(flight, type, TypeOf);
}

/// signature_algorithms with schemes that every client has.
Bytes SchemesExtension() {
  LyingWriter list({});
  list.Vector("schemes", 2, kSchemes);
  LyingWriter extension({});
  extension.Number(kSignatureAlgorithms, 2);
  extension.Vector("extension", 2, list.Take());
  return extension.Take();
}

Bytes Request13(ByteSpan context, ByteSpan extensions) {
  LyingWriter body({});
  body.Vector("context", 1, context);
  body.Vector("extensions", 2, extensions);
  return MakeMessage(HandshakeType::kCertificateRequest, body.Take());
}

/// RFC 5246 section 7.4.4, without CA names.
Bytes Request12() {
  LyingWriter body({});
  body.Vector("types", 1, kTypes);
  body.Vector("schemes", 2, kSchemes);
  body.Vector("names", 2, {});
  return MakeMessage(HandshakeType::kCertificateRequest, body.Take());
}

/// The library's CertificateRequest of TLS 1.3 with another context, or without or with extensions.
Bytes EditedRequest(Misstep misstep, const Bytes& message) {
  const ByteSpan body = BodyOf(message);
  const size_t context = body.empty() ? 0 : body[0];
  if (body.size() < 3 + context) return message;
  ByteSpan left = body.subspan(3 + context);
  LyingWriter kept({});
  while (left.size() >= 4) {
    const size_t length = static_cast<size_t>(left[2] << 8 | left[3]);
    if (left.size() < 4 + length) return message;
    const bool schemes = (left[0] << 8 | left[1]) == kSignatureAlgorithms;
    if (!schemes || misstep != Misstep::kNoSignatureAlgorithms) kept.Octets(left.first(4 + length));
    left = left.subspan(4 + length);
  }
  if (misstep == Misstep::kStatusRequest) {
    kept.Number(kStatusRequest, 2);
    kept.Vector("extension", 2, {});
  }
  const Bytes wrong = {0x53, 0x68};
  return Request13(misstep == Misstep::kContext ? ByteSpan(wrong) : body.subspan(1, context),
                   kept.Take());
}

class ServerFlight final {
 public:
  ServerFlight(Misstep misstep, const ServerFlightOrder& order)
      : misstep_(misstep), order_(order), flight_(order.library) {}

  Messages Make() {
    Arrange();
    const bool spoils = misstep_ == Misstep::kBadProof;
    if (flight_ == order_.library && !spoils) return order_.library;
    if (!modern()) return std::move(flight_);
    Transcript transcript = order_.before;
    for (Bytes& message : flight_) {
      if (TypeOf(message) == HandshakeType::kCertificateVerify && !Prove(transcript, &message)) {
        return order_.library;
      }
      if (TypeOf(message) == HandshakeType::kFinished) {
        message = MakeMessage(HandshakeType::kFinished,
                              order_.verify_data(transcript.Hash(order_.digest)));
      }
      transcript.Add(message);
    }
    return std::move(flight_);
  }

 private:
  bool modern() const { return order_.version == tls::Version::kTls13; }

  void Arrange() {
    const auto request = Find(flight_, HandshakeType::kCertificateRequest);
    const bool asks = request != flight_.end();
    switch (misstep_) {
      case Misstep::kNoSignatureAlgorithms:
      case Misstep::kContext:
      case Misstep::kStatusRequest:
        if (asks && modern()) *request = EditedRequest(misstep_, *request);
        return;
      case Misstep::kSecondRequest:
        if (asks) flight_.insert(request + 1, Bytes(*request));
        return;
      case Misstep::kRequestOnResumption:
        if (asks || !modern() || Find(flight_, HandshakeType::kCertificate) != flight_.end())
          return;
        return Insert(HandshakeType::kFinished, Request13({}, SchemesExtension()));
      case Misstep::kAnonymousRequest:
        if (asks || modern()) return;
        return Insert(HandshakeType::kServerHelloDone, Request12());
      case Misstep::kBadProof: return Spoil();
      default: return;
    }
  }

  void Insert(HandshakeType before, Bytes message) {
    const auto at = Find(flight_, before);
    if (at != flight_.end()) flight_.insert(at, std::move(message));
  }

  /// TLS 1.2 signs its key exchange; in 1.3 the proof is spoilt when it has been made.
  void Spoil() {
    if (modern()) return;
    const auto proof = Find(flight_, HandshakeType::kServerKeyExchange);
    if (proof != flight_.end()) FlipBit(0, &*proof);
  }

  bool Prove(const Transcript& transcript, Bytes* message) const {
    const auto scheme =
        tls::DecodeCertificateVerify(order_.version, BodyOf(*message)).value.algorithm;
    if (!scheme || order_.key == nullptr) return false;
    Bytes content(kPadOctets, 0x20);
    content.insert(content.end(), kServerContext.begin(), kServerContext.end());
    content.push_back(0);
    const Bytes hash = transcript.Hash(order_.digest);
    content.insert(content.end(), hash.begin(), hash.end());
    const std::optional<Bytes> signature = Sign(order_.key, *scheme, {}, content);
    if (!signature) return false;
    LyingWriter body({});
    body.Number(static_cast<size_t>(*scheme), 2);
    body.Vector("signature", 2, *signature);
    *message = MakeMessage(HandshakeType::kCertificateVerify, body.Take());
    return misstep_ != Misstep::kBadProof || FlipBit(0, message);
  }

  const Misstep misstep_;
  const ServerFlightOrder& order_;
  Messages flight_;
};

}  // namespace

std::vector<Bytes> MakeServerFlight(Misstep misstep, const ServerFlightOrder& order) {
  return ServerFlight(misstep, order).Make();
}

Bytes LateCertificateRequest(ByteSpan context) { return Request13(context, SchemesExtension()); }

}  // namespace shakedown::handshake::damage
